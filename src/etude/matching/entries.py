"""A tutor as the index keeps them: only what decides whether they fit, and about how well."""

from collections.abc import Sequence
from dataclasses import dataclass

from etude.core.ids import PersonId
from etude.core.tutors.model import Format


@dataclass(frozen=True, slots=True)
class Price:
    """One rate, in minor units."""

    format: Format
    minutes: int
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Entry:
    """`week` is the half hours of `etude.matching.week`; `standing` the parts of the score that are the tutor's own."""

    id: PersonId
    zone: str
    place: tuple[float, float] | None
    radius_m: int
    rating: float | None
    badge: bool
    notice_minutes: int
    week: int
    subjects: Sequence[str]
    genres: Sequence[str]
    levels: Sequence[str]
    languages: Sequence[str]
    prices: Sequence[Price]
    standing: dict[str, float]
