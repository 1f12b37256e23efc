"""Which place a name or a point on the map means: our own districts first, then the towns of the world."""

from collections.abc import Sequence

from babel import Locale
from rapidfuzz import fuzz, process

from etude.matching.places.gazetteer import load_gazetteer
from etude.matching.places.place import Place, coarse, distance_m, is_on_earth
from etude.matching.places.towns import load_towns, town_key
from etude.matching.taxonomy.words import split_words

# A namesake counts where at least this part of the largest one's people live there, or in the zone of who asks.
NOTABLE, SURELY_OURS = 0.25, 0.5
MOST_NAMESAKES, MOST_LIKELY = 4, 3
LIKE, LESS_LIKELY = 80, 8
DISTRICT_M, TOWN_M, SWAPPED_M = 4_000, 60_000, 30_000
_LANGUAGES = ("en", "de", "es")
_BRITAIN = ("uk", "england", "scotland", "wales", "great britain", "gb", "schottland", "escocia", "gales")
_OTHER_NAMES = {"GB": _BRITAIN, "US": ("us", "usa", "america", "eeuu")}
_SHORT = {"GB": "UK", "US": "USA"}


def find_named(name: str, zone: str) -> list[Place]:
    """The places that a whole name means to somebody in `zone`; several where it has to be asked, none if unknown.

    A country or a state may follow after a comma: "Cambridge, Ontario".
    """
    head, _comma, where = name.partition(",")
    if where.strip():
        return [place for place in load_towns().named(head) if _lies_in(place, where)][:1]
    words = split_words(name)
    own = [each for each in load_gazetteer().mentions(words) if each.first == 0 and each.last == len(words)]
    if own:
        return [own[0].place, *own[0].others]
    found = load_towns().named(name)
    if not found:
        return []
    notable = [each for each in found if each.people >= NOTABLE * found[0].people or each.zone == zone]
    ours = [each for each in notable if each.zone == zone]
    if ours and ours[0].people >= SURELY_OURS * found[0].people:
        notable = [each for each in ours if each.people >= NOTABLE * ours[0].people]
    return notable[:MOST_NAMESAKES]


def find_likely(name: str, zone: str) -> list[Place]:
    """The places whose names are nearest to one that nobody knows, the likeliest first."""
    known = {town_key(place.name): place for place in load_gazetteer().places}
    close = process.extract(town_key(name), list(known), scorer=fuzz.ratio, score_cutoff=LIKE, limit=MOST_LIKELY)
    likeness = {known[key].name: (score, known[key]) for key, score, _at in close}
    for score, place in load_towns().like(name):
        likeness.setdefault(place.name, (score, place))
    best = max((score for score, _place in likeness.values()), default=0.0)
    likely = [pair for pair in likeness.values() if pair[0] >= best - LESS_LIKELY]
    likely.sort(key=lambda pair: (pair[1].zone != zone, -pair[0]))
    return [place for _score, place in likely[:MOST_LIKELY]]


def place_at(lat: float, lon: float) -> Place | None:
    """The place around a shared point, by the name of what is nearest to it, and no more exact than a kilometre.

    Latitude and longitude that were swapped are put right; None where nobody lives, such as at the poles.
    """
    for point, within_m in (((lat, lon), TOWN_M), ((lon, lat), SWAPPED_M)):
        if is_on_earth(*point) and (near := nearest(*point, within_m)):
            at = coarse(*point)
            return Place(near.name, *at, near.zone, near.radius_m, near.city, near.country, near.region)
    return None


def nearest(lat: float, lon: float, within_m: int = TOWN_M) -> Place | None:
    """The known place nearest to a point."""
    district = load_gazetteer().nearest(lat, lon)
    if distance_m((lat, lon), (district.lat, district.lon)) < min(DISTRICT_M, within_m):
        return district
    return load_towns().nearest(lat, lon, within_m)


def labels_of(places: Sequence[Place], locale: str, called: str = "", longest: int = 20) -> list[str]:
    """What tells places apart, at most `longest` characters each: "Cambridge, UK", "Massachusetts".

    All may be `called` the same.
    """
    wheres = [place.region or _country(place, locale) for place in places]
    alike = {where for where in wheres if wheres.count(where) > 1}
    labels = []
    for place, where in zip(places, wheres, strict=True):
        told = f"{where}, {place.zone.rpartition('/')[2].replace('_', ' ')}" if where in alike else where
        name = called or place.name.partition(",")[0]
        labels.append(f"{name}, {told}" if len(name) + len(told) + 2 <= longest else told[:longest])
    return labels


def _country(place: Place, locale: str) -> str:
    code = place.country or ""
    return _SHORT.get(code) or Locale.parse(locale[:2]).territories.get(code, code)


def _lies_in(place: Place, where: str) -> bool:
    key, code = town_key(where), place.country or ""
    if key == town_key(place.region or "") or key in _OTHER_NAMES.get(code, ()):
        return True
    return any(town_key(Locale(language).territories.get(code, "")) == key for language in _LANGUAGES)
