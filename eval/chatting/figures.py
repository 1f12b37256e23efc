"""Gathers what is measured of conversations, and sets the goals beside it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import TypeAlias

from etude.conversations.engine import Absorbed, Answered, Dropped, Retracted, Started, WentBack
from etude.conversations.messages import PayLink, StartFlow, TextIn, buttons_of
from etude.core.ids import ConversationId
from eval.chatting.hearing import Question, Turn
from eval.chatting.reading import Words, grade_of

LONGEST, MOSTLY = 240, 160
OWN_DOING = (WentBack, Dropped, Retracted, Started, Absorbed, Answered)
CANNOT_ANSWER = ("I can't answer that myself", "I don't know that one")
Met: TypeAlias = "bool | None"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; `met` is None where no goal is set."""

    name: str
    value: str
    goal: str
    met: Met


@dataclass
class Figures:
    """Everything that was counted; `noted` are cases to look at, by figure."""

    actions: list[int] = field(default_factory=list)
    restless_actions: list[int] = field(default_factory=list)
    lost: int = 0
    repairs: list[int] = field(default_factory=list)
    tapped_repairs: list[int] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    words: dict[str, Words] = field(default_factory=dict)
    turns: int = 0
    conversations: int = 0
    ways_out_tried: int = 0
    third_fallbacks: int = 0
    noted: dict[str, list[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    _before: dict[ConversationId, Turn] = field(default_factory=dict)
    _answered: dict[ConversationId, set[Question]] = field(default_factory=dict)

    def note(self, figure: str, case: str) -> None:
        self.counts[figure] += 1
        self.noted.setdefault(figure, []).append(case)

    def hear(self, turn: Turn) -> None:
        """Whatever holds for every turn, whoever it is with."""
        self.turns += 1
        self.lengths += [len(reply.text.render(turn.voice)) for reply in turn.replies]
        words = self.words.setdefault(turn.voice.locale.split("-")[0], Words())
        for reply in turn.replies:
            words.add(reply, turn.voice)
            if len(drawn := reply.text.render(turn.voice)) > LONGEST:
                self.note("too long", f"{len(drawn)} characters: {drawn}")
        if turn.failed:
            self.note("failed turns", str(turn.incoming))
        if turn.said and not _leads_on(turn):
            self.note("no way on", describe(turn))
        for wrong in turn.wrong:
            self.note("wrong facts", wrong)
        before = self._before.get(turn.conversation)
        self._hear_fallback(before, turn)
        self._hear_question(before, turn)
        self._before[turn.conversation] = turn

    def _hear_fallback(self, before: Turn | None, turn: Turn) -> None:
        said, earlier = _fallback(before, turn), before and _fallback(None, before, counted=True)
        if said and said == earlier:
            self.note("same fallback twice", describe(turn))
        if said and turn.misses == 3 and (before is None or before.misses == 2):
            self.third_fallbacks += 1
            if not _offers_a_person(turn):
                self.note("third fallback without a person", describe(turn))

    def _hear_question(self, before: Turn | None, turn: Turn) -> None:
        """A question that was answered, and is asked again though nobody took the answer back and no reason is said."""
        answered = self._answered.setdefault(turn.conversation, set())
        # Whoever answers may choose to change something, so only turns are looked at in which nothing was answered.
        own_doing = any(isinstance(each, OWN_DOING) for each in turn.commands)
        asked = turn.question
        if own_doing:
            answered.clear()
        elif asked in answered and len(turn.said) == 1 and before and before.question != asked:
            self.note("asked twice", describe(turn))
        if before and before.question and before.question != asked and before.question.path in turn.answers:
            answered.add(before.question)


def rows(found: Figures) -> Iterator[Figure]:
    """The table."""
    counts = found.counts
    yield _at_most("actions to a requested lesson: median", found.actions, median, 6)
    yield _at_most("actions to a requested lesson: 95th", found.actions, at_95, 8)
    detours = (
        f"{median(found.restless_actions):g} / {at_95(found.restless_actions):g}" if found.restless_actions else "-"
    )
    yield Figure("… with detours and changes of mind: median / 95th", detours, "", None)
    yield _none("steady people who got no lesson", found.lost)
    on = found.turns - counts["no way on"]
    yield Figure("turns that end with a way on", f"{on} of {found.turns}", "all", on == found.turns)
    yield _none("turns that failed", counts["failed turns"])
    yield _none("transcripts that went another way", counts["transcripts that went another way"])
    out = f"{counts['dead end']} of {found.ways_out_tried}"
    yield Figure("dead ends: no way out in three", out, "none", not counts["dead end"])
    yield _at_most("characters in a bubble: 95th", found.lengths, at_95, MOSTLY)
    yield _at_most("characters in a bubble: most", found.lengths, max, LONGEST)
    for locale, words in sorted(found.words.items()):
        name, grade = grade_of(locale, words.text)
        yield Figure(f"reading grade, {locale}: {name}", f"{grade:.1f}", "≤ 6", grade <= 6)
    yield _none("answers asked for twice", counts["asked twice"])
    yield _at_most("actions to repair one answer, said: most", found.repairs, max, 2)
    yield _at_most("actions to repair one answer, by “Change”: most", found.tapped_repairs, max, 2)
    yield _none("repairs that lost another answer", counts["lost in a repair"])
    yield Figure(
        "the same fallback twice in a row",
        str(counts["same fallback twice"]),
        "never",
        not counts["same fallback twice"],
    )
    third = counts["third fallback without a person"]
    offered = f"{found.third_fallbacks - third} of {found.third_fallbacks}"
    yield Figure("a third fallback that offers a person", offered, "all", not third)
    yield _none("prices, times and names that differ", counts["wrong facts"])


def at_95(values: Sequence[int]) -> float:
    """The smallest value that 95 of 100 do not exceed."""
    return sorted(values)[max(0, -(-95 * len(values) // 100) - 1)]


def describe(turn: Turn) -> str:
    """What came in and what was said to it, in a line."""
    said = " ¶ ".join(reply.text.render(turn.voice) for reply in turn.replies)
    return f"[{turn.flow or '-'}: {turn.question.answer if turn.question else '-'}] {turn.incoming} → {said}"


def _at_most(name: str, values: Sequence[int], of: Callable[[Sequence[int]], float], goal: int) -> Figure:
    value = of(values) if values else None
    return Figure(name, "-" if value is None else f"{value:g}", f"≤ {goal}", None if value is None else value <= goal)


def _none(name: str, count: int) -> Figure:
    return Figure(name, str(count), "none", not count)


def _leads_on(turn: Turn) -> bool:
    return turn.question is not None or any(
        isinstance(reply, PayLink) or any(True for _button in buttons_of(reply)) for reply in turn.replies
    )


def _fallback(before: Turn | None, turn: Turn, *, counted: bool = False) -> str:
    """What Etude says to words that it could not make sense of, nothing where it could."""
    if not isinstance(turn.incoming, TextIn) or not turn.said:
        return ""
    first = turn.replies[0].text
    missed = turn.misses > (before.misses if before and not counted else 0)
    return first.render(turn.voice) if missed or first.msgid.startswith(CANNOT_ANSWER) else ""


def _offers_a_person(turn: Turn) -> bool:
    """By a button, or by saying that the one who was asked for comes."""
    meanings = [button.meaning for reply in turn.replies for button in buttons_of(reply)]
    offered = any(isinstance(each, StartFlow) and each.flow == "talk_to_person" for each in meanings)
    return offered or "person" in turn.replies[0].text.msgid
