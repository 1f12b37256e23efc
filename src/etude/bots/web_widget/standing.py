"""What the buttons of a message still do: told with the message, and again whenever that changes."""

from collections import deque
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from etude.conversations.messages import GiveAnswer, LessonCard, PayLink, Reply, Say, StartFlow, buttons_of
from etude.conversations.store import Message
from etude.core.ids import LessonId
from etude.core.lessons.model import Status

Now: TypeAlias = Literal["change", "open", "past"]
# Older messages keep the standing that they had: nobody scrolls so far to tap.
REMEMBERED = 200
# What is said of a lesson that took place begins when everything else about it ends.
AFTERWARDS = ("review", "answer_review")
OVER = (Status.COMPLETED, Status.SETTLED, Status.EXPIRED, Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a message stands.

    `now` is "change" while it asks about what is under way, "open" while its buttons lead somewhere, "past" once they
    are spent. `status` is how the lesson of a pay link or a card stands, None where a newer one took its place.
    """

    now: Now
    status: Status | None = None

    def frame(self) -> dict[str, object]:
        return {"now": self.now, "status": self.status}


@dataclass(frozen=True, slots=True)
class Stake:
    """What the standing of one message hangs on: a lesson as it was shown, the questions it asks, what it starts."""

    message: str
    kind: Literal["pay", "card", "words", "picks"]
    lesson: LessonId | None
    shown: str | None
    questions: frozenset[tuple[str, str]]
    starts: bool


class Standings:
    """The standing of one conversation's newest messages, and what its client knows of it."""

    def __init__(self) -> None:
        self._stakes: deque[Stake] = deque(maxlen=REMEMBERED)
        self._told: dict[str, Standing] = {}

    def take(self, messages: Sequence[Message]) -> None:
        """These were said next."""
        self._stakes.extend(stake for message in messages if (stake := stake_of(message)))

    @property
    def lessons(self) -> set[LessonId]:
        """The lessons that the standing depends on."""
        return {stake.lesson for stake in self._stakes if stake.lesson}

    def changes(self, runs: Container[str], statuses: Mapping[LessonId, Status]) -> dict[str, Standing]:
        """What the client does not know yet; from now on it does. `runs` are under way, `statuses` by lesson."""
        now = dict(_stand(self._stakes, runs, statuses))
        changed = {message: standing for message, standing in now.items() if self._told.get(message) != standing}
        self._told = now
        return changed


def stake_of(message: Message) -> Stake | None:
    """What a message's standing hangs on, None where it has nothing to tap."""
    reply = message.reply
    if reply is None:
        return None
    meanings = [button.meaning for button in buttons_of(reply)]
    answers = [meaning for meaning in meanings if isinstance(meaning, GiveAnswer)]
    starts = [meaning for meaning in meanings if isinstance(meaning, StartFlow)]
    if not answers and not starts and not isinstance(reply, PayLink | LessonCard):
        return None
    return Stake(
        message.id,
        _kind_of(reply),
        _lesson_of(reply, starts),
        reply.status if isinstance(reply, LessonCard) else None,
        frozenset((answer.run, answer.question) for answer in answers),
        bool(starts),
    )


def _kind_of(reply: Reply) -> Literal["pay", "card", "words", "picks"]:
    if isinstance(reply, PayLink):
        return "pay"
    if isinstance(reply, LessonCard):
        return "card"
    return "words" if isinstance(reply, Say) else "picks"


def _lesson_of(reply: Reply, starts: Sequence[StartFlow]) -> LessonId | None:
    """The one lesson that a message is about, for as long as that is ahead."""
    if isinstance(reply, PayLink | LessonCard):
        return reply.lesson
    ahead = [start.args for start in starts if start.flow not in AFTERWARDS]
    named = {str(args["lesson"]) for args in ahead if "lesson" in args}
    return LessonId(named.pop()) if len(named) == 1 else None


def _stand(
    stakes: Sequence[Stake], runs: Container[str], statuses: Mapping[LessonId, Status]
) -> Iterator[tuple[str, Standing]]:
    """From the newest to the oldest, because what came later may have taken a message's place."""
    drawn, paid, spoken, asked = set[LessonId](), set[LessonId](), set[LessonId](), set[tuple[str, str]]()
    for stake in reversed(stakes):
        status = statuses.get(stake.lesson) if stake.lesson else None
        if stake.kind == "pay":
            again = stake.lesson in (drawn if status in (None, Status.HELD) else paid)
            yield stake.message, _pay(status, replaced=again)
        elif stake.kind == "card":
            yield stake.message, _card(stake, status, replaced=stake.lesson in drawn)
        else:
            # The same words asked again take the place of the first; other tutors or days stay good to choose from.
            questions = stake.questions - asked if stake.kind == "words" else stake.questions
            over = stake.lesson in spoken or status in OVER
            yield stake.message, _words(stake, over=over, asks=any(run in runs for run, _question in questions))
        asked |= stake.questions
        if stake.lesson:
            spoken.add(stake.lesson)
            if stake.kind in ("pay", "card"):
                drawn.add(stake.lesson)
            if stake.kind == "pay":
                paid.add(stake.lesson)


def _words(stake: Stake, *, over: bool, asks: bool) -> Standing:
    if asks:
        return Standing("change")
    return Standing("open" if stake.starts and not over else "past")


def _pay(status: Status | None, *, replaced: bool) -> Standing:
    if replaced:
        return Standing("past")
    return Standing("open" if status in (None, Status.HELD) else "past", status)


def _card(stake: Stake, status: Status | None, *, replaced: bool) -> Standing:
    if replaced:
        return Standing("past")
    return Standing("open" if status == stake.shown else "past", status)
