"""What is known of a tutor before it is written into tables. Days count from the planting, never from a calendar."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where lessons in person happen; `radius_m` is how far the tutor travels, 0 for not at all."""

    district: str
    city: str
    lat: float
    lon: float
    radius_m: int = 0


@dataclass(frozen=True, slots=True)
class Rate:
    """`format` is online, tutor or student; `amount` is in minor units of `currency`."""

    format: str
    minutes: int
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Hours:
    """`weekday` 0 is Monday; minutes since midnight on the tutor's wall clock."""

    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day `ahead` of today: off without minutes, else free for these hours only."""

    ahead: int
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """The terms of a tutor, with the units of the `tutors` table."""

    instant_book: bool = False
    notice_minutes: int = 720
    horizon_days: int = 28
    buffer_minutes: int = 0
    cancel_hours: int = 24
    late_refund_percent: int = 50
    answers_within_minutes: int = 240


@dataclass(frozen=True, slots=True)
class Credential:
    """A qualification, earned `years_ago` (None where the year is not told)."""

    title: str
    issuer: str
    years_ago: int | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """A review; `stars` from 1 to 5."""

    author: str
    stars: int
    words: str
    days_ago: int
    reply: str | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A file in the store; `kind` is photo, audio or video, `seconds` of sound."""

    kind: str
    title: str
    path: str
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Tutor:
    """Everything the tables hold of one tutor."""

    slug: str
    name: str
    zone: str
    headline: str
    bio: str
    years: int
    subjects: tuple[str, ...]
    levels: tuple[str, ...]
    languages: tuple[str, ...]
    rates: tuple[Rate, ...]
    hours: tuple[Hours, ...]
    genres: tuple[str, ...] = ()
    locale: str = "en"
    place: Place | None = None
    policy: Policy = field(default_factory=Policy)
    days: tuple[Day, ...] = ()
    credentials: tuple[Credential, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    samples: tuple[Sample, ...] = ()
    taught: int = 0
    since_days: int = 400
    badge: str | None = None

    @property
    def online(self) -> bool:
        return any(rate.format == "online" for rate in self.rates)
