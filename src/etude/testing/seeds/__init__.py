"""The people and tutors of the demo, who are the fixtures of the tests as well."""

from etude.testing.seeds.planting import Planted, plant
from etude.testing.seeds.samples import files

__all__ = ["Planted", "files", "plant"]
