"""A lesson and how it stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from etude.core.ids import LearnerId, LessonId, PersonId
from etude.core.intervals import Interval
from etude.core.money import Money
from etude.core.tutors.model import Format, Policy


class Status(StrEnum):
    HELD = "held"
    REQUESTED = "requested"
    COUNTERED = "countered"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    SETTLED = "settled"
    EXPIRED = "expired"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class Actor(StrEnum):
    """In which role somebody acts on a lesson."""

    STUDENT = "student"
    TUTOR = "tutor"
    TIMER = "timer"
    BANK = "bank"


@dataclass(frozen=True, slots=True)
class Lesson:
    """Price, fee and policy are fixed when the time is held. `deadline` is when the present state lapses by itself;
    `proposed` are other times on offer, asked by `proposed_by`; `refund` is what a cancellation gave back."""

    id: LessonId
    tutor: PersonId
    student: PersonId
    learner: LearnerId
    subject: str
    format: Format
    place: str | None
    start: datetime
    end: datetime
    status: Status
    price: Money
    fee: Money
    policy: Policy
    deadline: datetime | None
    proposed: tuple[datetime, ...]
    proposed_by: PersonId | None
    reason: str | None
    refund: Money | None
    sequence: int
    created_at: datetime
    updated_at: datetime

    @property
    def when(self) -> Interval:
        return Interval(self.start, self.end)

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    @property
    def minutes(self) -> int:
        return int(self.length.total_seconds()) // 60

    @property
    def net(self) -> Money:
        """What the tutor gets."""
        return self.price - self.fee

    @property
    def free_until(self) -> datetime:
        """Until when cancelling gives everything back."""
        return self.start - timedelta(hours=self.policy.free_until_hours)

    def role_of(self, person: PersonId) -> Actor | None:
        """Whether this person is its tutor or its student, if either."""
        if person == self.tutor:
            return Actor.TUTOR
        return Actor.STUDENT if person == self.student else None
