"""Which one wish could give when nobody meets them all, the least painful first; nobody is sent to another city."""

from collections.abc import Iterator, Sequence

from etude.matching.ranking import FARTHEST_M
from etude.matching.wishes import At, WishedPlace, Wishes

# In whole steps a price is raised by, in minor units of a currency with cents.
STEP = 500
FARTHER = 4
# `farther` is the place with a wider circle, `visit` that the tutor comes, `studio` that one goes to the tutor's,
# `place` is giving up the place for online lessons.
RELAXABLE = (
    *("windows", "price_max", "genres", "farther", "visit", "studio", "place"),
    *("minutes", "levels", "languages", "online", "rating_min", "badge"),
)

GIVEN_UP: dict[str, At] = {"visit": "student", "studio": "tutor"}


def soften(wishes: Wishes) -> Iterator[tuple[str, Wishes]]:
    """The wishes with one of them given up or widened at a time, under the name of what gave."""
    for name in RELAXABLE:
        softer = _give(wishes, name)
        if softer is not None and softer != wishes:
            yield name, softer


def soften_more(wishes: Wishes) -> Iterator[Wishes]:
    """The wishes, then with one more given up at a time; at last a lesson wherever one tutor gives it."""
    yield wishes
    for name in RELAXABLE:
        if wishes.at and GIVEN_UP.get(name) == wishes.at:
            yield from _still_there(wishes)
        softer = _give(wishes, name)
        if softer is not None and softer != wishes:
            wishes = softer
            yield wishes
    yield wishes.model_copy(update={"place": None, "online": False, "at": None})


def _still_there(wishes: Wishes) -> Iterator[Wishes]:
    """The same place, for another length; and however far one has to go to it."""
    yield wishes.without("minutes")
    if wishes.at == "tutor" and wishes.place is not None:
        place = wishes.place.model_copy(update={"radius_m": FARTHEST_M})
        yield wishes.model_copy(update={"place": place})
        yield wishes.model_copy(update={"place": place, "minutes": None})


def raise_price(wishes: Wishes, prices: Sequence[int]) -> Wishes:
    """The wishes with a limit, in whole steps, that a few of these prices (minor units, ascending) keep."""
    if wishes.price_max is None or not prices:
        return wishes
    enough = prices[min(len(prices), 4) - 1]
    limit = wishes.price_max.model_copy(update={"amount": -(-enough // STEP) * STEP, "below": False})
    return wishes.model_copy(update={"price_max": limit})


def _give(wishes: Wishes, name: str) -> Wishes | None:
    if name in GIVEN_UP:
        return wishes.model_copy(update={"at": None}) if wishes.at == GIVEN_UP[name] else None
    if name == "farther":
        if wishes.at == "student":  # how far a tutor travels is theirs to say
            return None
        place = wishes.place and _widened(wishes.place)
        return wishes.model_copy(update={"place": place}) if place and wishes.online is not True else None
    if name == "place":
        in_person = wishes.online is False or (wishes.place is not None and wishes.online is None)
        return wishes.model_copy(update={"online": True, "at": None}) if in_person else None
    if name == "online":
        return wishes.without("online") if wishes.online and wishes.place else None
    return wishes.without(name) if name in wishes.said() else None


def _widened(place: WishedPlace) -> WishedPlace | None:
    """The same place with a wider circle; None where it is wide already."""
    radius_m = min(place.radius_m * FARTHER, FARTHEST_M)
    return place.model_copy(update={"radius_m": radius_m}) if radius_m > place.radius_m else None
