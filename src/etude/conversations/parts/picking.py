"""The tutor that words pick out of those on the screen: by name, by place in the row, or by what they are like."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from pydantic import BaseModel, ConfigDict, model_validator
from rapidfuzz import fuzz

from etude.conversations.forms import Utterance
from etude.conversations.parts.spoken_choices import Pointing, is_filler, read_pointing
from etude.core.ids import PersonId
from etude.core.money import Money
from etude.core.tutors.model import Tutor
from etude.core.tutors.names import name_parts
from etude.matching.places import distance_m
from etude.matching.search import Match
from etude.matching.taxonomy import split_words
from etude.matching.wishes import At, WishedPlace, Wishes

# Online or not, at whose place, and near where.
Looked: TypeAlias = tuple[bool | None, At | None, str | None]
LIKE, LIKE_SHORT = 80, 76
MOST_PARTS = 3
NOT = frozenset(("not", "nicht", "kein", "keine", "no", "except", "without", "ohne", "sin", "außer", "but"))


class Pick(BaseModel):
    """A tutor with what can be said of them to mean them; without a `tutor` it is none of those shown, and surely not
    `without`, but somebody who costs less than the `price` if there is one.

    `price` is per hour in minor units; `at` is where they teach, in degrees; `metres` from the place wished for;
    `looked` is where a lesson was looked for when they were shown.
    """

    model_config = ConfigDict(frozen=True)

    tutor: PersonId | None = None
    without: PersonId | None = None
    name: str = ""
    price: int = 0
    currency: str = ""
    rating: float = 0.0
    reviews: int = 0
    years: int = 0
    at: tuple[float, float] | None = None
    metres: int | None = None
    soon: datetime | None = None
    looked: Looked | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_id(cls, raw: Any) -> Any:
        """Buttons and answers of former versions hold the id alone."""
        return {"tutor": raw} if isinstance(raw, str) else raw


def looked_for(wishes: Wishes) -> Looked:
    """Where these wishes look for a lesson."""
    return wishes.online, wishes.at, wishes.place.name if wishes.place else None


def pick_of(tutor: Tutor, match: Match, wishes: Wishes) -> Pick:
    """A tutor as they can be meant while their card is on the screen."""
    return Pick(
        tutor=tutor.id,
        name=tutor.name,
        price=per_hour(match.price, match.minutes),
        currency=match.price.currency,
        rating=tutor.rating or 0.0,
        reviews=tutor.reviews_count,
        years=tutor.years,
        at=(tutor.lat, tutor.lon) if tutor.lat is not None and tutor.lon is not None else None,
        metres=match.distance,
        soon=match.next_time,
        looked=looked_for(wishes),
    )


def per_hour(price: Money, minutes: int) -> int:
    """What an hour costs at this price, in minor units."""
    return price.amount * 60 // minutes


def read_pick(said: Utterance) -> Sequence[Pick]:
    """Who is meant of those on offer; several where that is not clear; a pick of nobody where none of them is."""
    shown = [option for option in said.options if isinstance(option, Pick) and option.tutor]
    pointing, left = read_pointing(said.text)
    if pointing == "other" and not left:
        return [Pick()]
    if pointing == "cheaper" and not left:
        return _cheaper_than(shown)
    named = _named(shown, left or tuple(word.text for word in split_words(said.text)))
    if named:
        return [Pick(without=named[0].tutor)] if left and left[0] in NOT else named
    if pointing is None or left or not shown:
        return ()
    return _pointed_at(pointing, shown, said.understood.wishes.place)


def _cheaper_than(shown: Sequence[Pick]) -> Sequence[Pick]:
    """Nobody of those shown, and nobody who costs as much as the cheapest of them."""
    least = _least(shown, _RANKS["cheapest"]) if len({pick.currency for pick in shown}) == 1 else ()
    return [Pick(price=pick.price, currency=pick.currency) for pick in least[:1]]


def like_name(word: str, name: str) -> bool:
    """Whether a word is a part of this name, or nearly."""
    return any(word == part or _is_like(word, part) for word in name_parts(word) for part in name_parts(name))


def _named(shown: Sequence[Pick], words: Sequence[str]) -> list[Pick]:
    """Those whose name the words are, with a slip of the finger; nothing else may be said besides."""
    telling = [word for word in words if word not in NOT and not is_filler(word)]
    if not 0 < len(telling) <= MOST_PARTS:
        return []
    exact = [pick for pick in shown if set(telling) <= set(name_parts(pick.name))]
    return exact or [pick for pick in shown if all(like_name(word, pick.name) for word in telling)]


def _is_like(word: str, part: str) -> bool:
    if word[0] != part[0] or len(word) < 3:
        return False
    return fuzz.ratio(word, part) >= (LIKE if len(part) > 3 else LIKE_SHORT)


def _pointed_at(pointing: Pointing, shown: Sequence[Pick], place: WishedPlace | None) -> Sequence[Pick]:
    if pointing in ("first", "second", "third", "last"):
        at = {"first": 0, "second": 1, "third": 2, "last": len(shown) - 1}[pointing]
        return shown[at : at + 1]
    if pointing == "one":
        near = (place.lat, place.lon) if place else None
        close = [pick for pick in shown if near and place and pick.at and distance_m(pick.at, near) <= place.radius_m]
        return _least(close, lambda pick: float(distance_m(pick.at, near)) if pick.at and near else None)
    if pointing == "cheapest" and len({pick.currency for pick in shown}) > 1:
        return ()
    rank = _RANKS.get(pointing)
    return _least(shown, rank) if rank else ()


def _least(shown: Sequence[Pick], rank: Callable[[Pick], float | None]) -> Sequence[Pick]:
    """Those who come first by this measure, if it can be taken of any."""
    ranks = [(found, pick) for pick in shown if (found := rank(pick)) is not None]
    least = min((found for found, _pick in ranks), default=None)
    return [pick for found, pick in ranks if found == least]


_RANKS: dict[Pointing, Callable[[Pick], float | None]] = {
    "cheapest": lambda pick: float(pick.price),
    "best": lambda pick: -pick.rating - min(pick.reviews, 999) / 1_000_000,
    "nearest": lambda pick: None if pick.metres is None else float(pick.metres),
    "soonest": lambda pick: (pick.soon or datetime.max.replace(tzinfo=UTC)).timestamp(),
    "experienced": lambda pick: -float(pick.years),
}
