"""What happened in the domain. Who answers an event is wired in `etude.app`, in one place."""

from dataclasses import dataclass

from etude.core.ids import LessonId, PersonId
from etude.core.money import Money


@dataclass(frozen=True, slots=True)
class LessonEvent:
    """Something happened to a lesson; `actor` is the person who did it, None for a timer or the bank."""

    lesson: LessonId
    actor: PersonId | None


class LessonHeld(LessonEvent): ...


class HoldExpired(LessonEvent): ...


class LessonRequested(LessonEvent): ...


class LessonConfirmed(LessonEvent): ...


class LessonDeclined(LessonEvent): ...


class LessonWithdrawn(LessonEvent): ...


class RequestExpired(LessonEvent): ...


class TimesProposed(LessonEvent): ...


class MoveProposed(LessonEvent): ...


class MoveAccepted(LessonEvent): ...


class MoveRefused(LessonEvent): ...


class LessonCancelled(LessonEvent): ...


class LessonUnpaid(LessonEvent): ...


class LessonCompleted(LessonEvent): ...


class LessonSettled(LessonEvent): ...


@dataclass(frozen=True, slots=True)
class LessonNear(LessonEvent):
    """A reminder is due: the lesson starts in about `hours`."""

    hours: int


@dataclass(frozen=True, slots=True)
class ReviewPublished(LessonEvent):
    """A lesson's review is up, or says something else now (`changed`); `words` may be empty."""

    stars: int
    words: str
    changed: bool


@dataclass(frozen=True, slots=True)
class ReviewAnswered(LessonEvent):
    """The tutor's reply stands under the review."""

    words: str


@dataclass(frozen=True, slots=True)
class PaymentAuthorised:
    """The student's bank has set the money aside for a held lesson."""

    lesson: LessonId
    amount: Money


@dataclass(frozen=True, slots=True)
class PaymentFailed:
    """The card was declined; another may be tried until the hold ends."""

    lesson: LessonId
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentTooLate:
    """Money arrived after the hold had ended and somebody else took the time; it goes back."""

    lesson: LessonId


@dataclass(frozen=True, slots=True)
class RefundMade:
    """The provider has accepted a refund or a release."""

    lesson: LessonId
    amount: Money


Event = LessonEvent | PaymentAuthorised | PaymentFailed | PaymentTooLate | RefundMade
