"""A tutor's profile as the public may see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from etude.core.ids import MediaId, PersonId
from etude.core.money import Money

Format = Literal["online", "tutor", "student"]
FORMATS: tuple[Format, ...] = ("online", "tutor", "student")
LearnerKind = Literal["children", "teenagers", "adults"]
LEARNERS: tuple[LearnerKind, ...] = ("children", "teenagers", "adults")


@dataclass(frozen=True, slots=True)
class Rate:
    """What a lesson of `minutes` costs in a format: online, at the tutor's place, or at the student's."""

    format: Format
    minutes: int
    price: Money


@dataclass(frozen=True, slots=True)
class Policy:
    """Cancelling is free until `free_until_hours` before the start; after that `late_refund_percent` goes back."""

    free_until_hours: int
    late_refund_percent: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture, sound or film of a tutor; `path` is its name in the file store."""

    id: MediaId
    kind: Literal["photo", "audio", "video"]
    title: str
    path: str
    mime: str
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Qualification:
    """What somebody has learnt; who attests it may not be known."""

    title: str
    issuer: str
    year: int | None

    def __str__(self) -> str:
        return f"{self.title} ({self.issuer})" if self.issuer else self.title


@dataclass(frozen=True, slots=True)
class Review:
    author: str
    stars: int
    words: str
    reply: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Tutor:
    """Everything a profile shows. `rating` is the plain mean of the stars, None before the first review; who is not
    `listed` takes no bookings now, and is not found; a `draft` was never published. The tutor travels `radius_m`
    metres to students, 0 for not at all."""

    id: PersonId
    name: str
    zone: str
    slug: str
    headline: str
    bio: str
    years: int
    instant_book: bool
    place: str | None
    city: str | None
    lat: float | None
    lon: float | None
    radius_m: int
    policy: Policy
    answers_within: timedelta
    stars_total: int
    reviews_count: int
    lessons_taught: int
    requests_count: int
    unanswered_count: int
    cancelled_count: int
    badge: str | None
    listed: bool
    draft: bool
    subjects: tuple[str, ...]
    genres: tuple[str, ...]
    levels: tuple[str, ...]
    languages: tuple[str, ...]
    learners: tuple[LearnerKind, ...]
    rates: tuple[Rate, ...]
    samples: tuple[Sample, ...]

    @property
    def rating(self) -> float | None:
        return self.stars_total / self.reviews_count if self.reviews_count else None

    @property
    def formats(self) -> tuple[Format, ...]:
        """Where they teach: whatever has a price."""
        return tuple(each for each in FORMATS if any(rate.format == each for rate in self.rates))

    @property
    def photo(self) -> Sample | None:
        return next((sample for sample in self.samples if sample.kind == "photo"), None)

    def rate(self, format: Format, minutes: int) -> Rate | None:
        return next((rate for rate in self.rates if (rate.format, rate.minutes) == (format, minutes)), None)
