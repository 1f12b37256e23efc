"""What somebody is looking for: a value that grows and is corrected from message to message."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, field_serializer

from etude.core.money import Money
from etude.core.text import Text, _, verbatim
from etude.matching.taxonomy import Kind, load_taxonomy
from etude.matching.taxonomy.entries import GenreId, LanguageId, LevelId, SubjectId
from etude.matching.windows import Window, describe_windows, refine_windows

Per: TypeAlias = Literal["hour", "lesson"]
# Whose place a lesson in person is at.
At: TypeAlias = Literal["tutor", "student"]
AT: tuple[At, ...] = ("tutor", "student")
_NAMED: tuple[tuple[str, Kind], ...] = (
    ("subjects", "subject"),
    ("genres", "genre"),
    ("levels", "level"),
    ("languages", "language"),
)


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WishedPlace(_Value):
    """Where, and how far from there in metres."""

    name: str
    lat: float
    lon: float
    zone: str
    radius_m: int


class PriceLimit(_Value):
    """The most somebody wants to pay, in minor units, or what it must stay `below`.

    `currency` is None where only a number was said.
    """

    amount: int
    currency: str | None = None
    per: Per | None = None
    below: bool = False

    def allows(self, asked: int) -> bool:
        """Whether so much, in minor units of the same currency, is within the limit."""
        return asked < self.amount if self.below else asked <= self.amount

    def most(self, minutes: int) -> int:
        """The highest price of a lesson of this length that is allowed, in minor units of the same currency."""
        most = self.amount - 1 if self.below else self.amount
        return most * minutes // 60 if self.per == "hour" else most

    def asked(self, price: Money, minutes: int) -> int:
        """What a lesson of this price and length asks as this limit counts it: by the hour, or as it is."""
        return -(-price.amount * 60 // minutes) if self.per == "hour" else price.amount


class Excluded(_Value):
    """What somebody does not want."""

    subjects: tuple[SubjectId, ...] = ()
    genres: tuple[GenreId, ...] = ()
    levels: tuple[LevelId, ...] = ()
    languages: tuple[LanguageId, ...] = ()
    weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Chip:
    """One wish as it is shown: tapping it away calls `Wishes.without(name)`."""

    name: str
    label: Text


class Wishes(_Value):
    """Everything wished for. None and empty mean that nothing was said about it.

    `at` says at whose place, and always comes with `online` being False.

    `learner_self` is True for the person writing, False for somebody else such as their child. `hard` and `soft`
    name the fields that were said to be a must or only nice to have. `not_` is written ``not`` in JSON.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    subjects: tuple[SubjectId, ...] = ()
    genres: tuple[GenreId, ...] = ()
    levels: tuple[LevelId, ...] = ()
    languages: tuple[LanguageId, ...] = ()
    place: WishedPlace | None = None
    online: bool | None = None
    at: At | None = None
    windows: tuple[Window, ...] = ()
    price_max: PriceLimit | None = None
    learner_age: int | None = None
    learner_self: bool | None = None
    minutes: int | None = None
    rating_min: float | None = None
    badge: bool | None = None
    lessons: int | None = None
    per_week: int | None = None
    hard: frozenset[str] = frozenset()
    soft: frozenset[str] = frozenset()
    not_: Excluded = Field(default_factory=Excluded, alias="not")

    @field_serializer("hard", "soft")
    def _sort(self, names: frozenset[str]) -> list[str]:
        return sorted(names)

    def __bool__(self) -> bool:
        return self != Wishes()

    def merge(self, later: "Wishes") -> "Wishes":
        """These wishes as a later message leaves them: what it says anew replaces, what it excludes is dropped."""
        said = {name: getattr(later, name) for name in later.said()}
        if later.windows:
            said["windows"] = refine_windows(self.windows, later.windows)
        said["not_"] = _join_excluded(self.not_, later)
        said["hard"] = (self.hard - later.soft) | later.hard
        said["soft"] = (self.soft - later.hard) | later.soft
        if later.online:
            said["at"] = None
        merged = self.model_copy(update=said)
        kept = {name: _drop(getattr(merged, name), getattr(later.not_, name)) for name, _kind in _NAMED}
        return merged.model_copy(update=kept)

    def said(self) -> tuple[str, ...]:
        """The names of the wishes that are filled, in the order they are shown."""
        fields = [name for name in Wishes.model_fields if name not in ("hard", "soft", "not_")]
        return tuple(name for name in fields if getattr(self, name) not in (None, ()))

    def without(self, name: str) -> "Wishes":
        """These wishes after a chip was tapped away; `name` is a field, or a field and one of its entries."""
        field, _dot, entry = name.partition(":")
        if field in ("online", "at") and self.at:  # at somebody's place is in person: one wish, one chip
            marks = {"hard": self.hard - {"online", "at"}, "soft": self.soft - {"online", "at"}}
            return self.model_copy(update={"online": None, "at": None, **marks})
        if field == "not":
            return self.model_copy(update={"not_": _excluded_without(self.not_, entry)})
        if field not in Wishes.model_fields:
            return self
        value = getattr(self, field)
        left: object = None
        if isinstance(value, tuple):
            left = tuple(each for each in value if entry and each != entry)
        marks = {"hard": self.hard - {field}, "soft": self.soft - {field}} if not left else {}
        return self.model_copy(update={field: left, **marks})

    def chips(self, locale: str = "en") -> list[Chip]:
        """The wishes as they are shown to a reader of `locale`, each under the name that `without` takes."""
        found = [
            Chip(f"{name}:{key}", _label(kind, key, locale)) for name, kind in _NAMED for key in getattr(self, name)
        ]
        if self.place:
            found.append(Chip("place", _("near {place}", place=self.place.name)))
        if self.at:
            found.append(Chip("at", _("at your place") if self.at == "student" else _("at the tutor's")))
        elif self.online is not None:
            found.append(Chip("online", _("online") if self.online else _("in person")))
        if self.windows:
            found.append(Chip("windows", describe_windows(self.windows)))
        if self.price_max:
            found.append(Chip("price_max", _describe_price(self.price_max)))
        if self.learner_age is not None:
            found.append(Chip("learner_age", _("age {age}", age=self.learner_age)))
        if self.minutes is not None:
            found.append(Chip("minutes", _("{minutes} minutes", minutes=self.minutes)))
        if self.rating_min is not None:
            found.append(Chip("rating_min", _("★ {stars} or more", stars=verbatim(f"{self.rating_min:g}"))))
        if self.badge:
            found.append(Chip("badge", _("identity checked")))
        for kind, key in _excluded(self.not_):
            found.append(Chip(f"not:{key}", _("not {what}", what=_label(kind, key, locale))))
        return found


def _describe_price(price: PriceLimit) -> Text:
    amount = Money(price.amount, price.currency) if price.currency else verbatim(f"{price.amount / 100:g}")
    if price.per == "hour":
        return _("under {price} an hour", price=amount) if price.below else _("up to {price} an hour", price=amount)
    if price.per == "lesson":
        return _("under {price} a lesson", price=amount) if price.below else _("up to {price} a lesson", price=amount)
    return _("under {price}", price=amount) if price.below else _("up to {price}", price=amount)


def _label(kind: Kind, key: str, locale: str) -> Text:
    """The taxonomy's own files hold these names in every language, so the catalogues need not repeat them."""
    return verbatim(load_taxonomy().label(kind, key, locale))


def _excluded(excluded: Excluded) -> list[tuple[Kind, str]]:
    return [(kind, key) for name, kind in _NAMED for key in getattr(excluded, name)]


def _excluded_without(excluded: Excluded, entry: str) -> Excluded:
    kept = {name: _drop(getattr(excluded, name), (entry,)) for name, _kind in _NAMED}
    return excluded.model_copy(update=kept)


def _join_excluded(before: Excluded, later: Wishes) -> Excluded:
    """Exclusions add up, but a wish said later lifts the earlier exclusion of the same thing."""
    joined: dict[str, object] = {"weekdays": before.weekdays | later.not_.weekdays}
    for name, _kind in _NAMED:
        earlier = _drop(getattr(before, name), getattr(later, name))
        joined[name] = tuple(dict.fromkeys((*earlier, *getattr(later.not_, name))))
    return Excluded.model_validate(joined)


def _drop(entries: tuple[str, ...], gone: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(entry for entry in entries if entry not in gone)
