"""The tutors written by hand: those with names in the tests, and Ada's neighbours."""

from etude.testing.seeds.cast.ada import ADA
from etude.testing.seeds.cast.berlin import ELIF
from etude.testing.seeds.cast.camden import NEIGHBOURS
from etude.testing.seeds.cast.hackney import TOM
from etude.testing.seeds.cast.madrid import MATEO
from etude.testing.seeds.cast.new_york import GRACE
from etude.testing.seeds.cast.online import INES, OMAR

CAST = (ADA, ELIF, MATEO, GRACE, TOM, INES, OMAR, *NEIGHBOURS)
