"""What was counted of a flow, as a table for people and as JSON."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """How many runs came to a question, were stopped there, and wait there still."""

    question: str
    reached: int
    stopped: int
    open: int


@dataclass(frozen=True, slots=True)
class FlowCounts:
    """How many runs of a flow began and how they ended; `replaced` by one about something else, `open` still."""

    flow: str
    began: int
    finished: int
    stopped: int
    replaced: int
    open: int
    questions: tuple[QuestionCounts, ...]


def as_lines(counted: Sequence[FlowCounts]) -> Iterator[str]:
    """A plain table: a line for each flow, and one for each of its questions under it."""
    yield f"{'flow':<18}{'began':>8}{'finished':>10}{'stopped':>9}{'replaced':>10}{'open':>6}"
    for each in counted:
        ends = f"{each.finished:>10}{each.stopped:>9}{each.replaced:>10}{each.open:>6}"
        yield f"{each.flow:<18}{each.began:>8}{ends}"
        for asked in each.questions:
            yield f"  {asked.question:<16}{asked.reached:>8}{'':>10}{asked.stopped:>9}{'':>10}{asked.open:>6}"


def as_json(counted: Sequence[FlowCounts]) -> str:
    """The same, for programs."""
    return json.dumps([asdict(each) for each in counted], indent=1)
