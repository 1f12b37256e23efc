"""What is kept of a conversation between two turns. Everything in it is JSON."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic import TypeAdapter
from pydantic_core import from_json

from etude.core.database import WrittenJson
from etude.core.ids import new_id

# How many questions that were left open can still be answered.
MOST_LEFT = 2


@dataclass(slots=True)
class Given:
    """An answer, never changed once given: its JSON, the digest of what it was given for, and the turn that gave it.

    `inputs` is None for an answer that was given before its question was asked; `before` is what it corrects.
    """

    value: object
    inputs: str | None
    turn: int
    before: "Given | None" = None


@dataclass(slots=True)
class Kept:
    """The result of a lookup or an effect, for these inputs; a lookup is fresh until `until`."""

    inputs: str
    value: object
    until: datetime | None = None
    undo: str | None = None


@dataclass(slots=True)
class Asked:
    """The question that waits for an answer.

    `choices` are (label as JSON, value as JSON); `no` is what else a question for consent offers: path and value.
    """

    path: str
    answer: str
    choices: list[tuple[object, object]]
    seal: str | None
    digest: str
    inputs: str
    no: tuple[str, object] | None = None


@dataclass(slots=True)
class Run:
    """One flow in progress; `returned` says that its question came back after something else."""

    id: str
    flow: str
    args: dict[str, object]
    answers: dict[str, Given] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    asked: Asked | None = None
    waits: str | None = None
    returned: bool = False


@dataclass(slots=True)
class State:
    """The flows in progress, the present one last, and how earlier ones ended (run id → what they led to).

    `misses` counts how often in a row the person was not understood. `left` are the last flows whose question was let
    go unanswered: it is not asked again, but an answer to it is still taken.
    """

    runs: list[Run] = field(default_factory=list)
    ended: dict[str, str] = field(default_factory=dict)
    turn: int = 0
    misses: int = 0
    left: list[Run] = field(default_factory=list)

    def copy(self) -> "State":
        """As it is now, whatever the flows go on to do. Answers, lookups and effects are replaced, never changed."""
        runs = [replace(run, answers=dict(run.answers), kept=dict(run.kept), said=dict(run.said)) for run in self.runs]
        return State(runs, dict(self.ended), self.turn, left=list(self.left))

    @property
    def current(self) -> Run | None:
        return self.runs[-1] if self.runs else None

    def find(self, run_id: str) -> Run | None:
        return next((run for run in self.runs if run.id == run_id), None)

    def begin(self, flow: str, args: dict[str, object]) -> Run:
        """Start a flow, or come back to the same one if it is under way."""
        for run in self.runs:
            if (run.flow, run.args) == (flow, args):
                self.runs.remove(run)
                self.runs.append(run)
                return run
        self.left = [run for run in self.left if run.flow != flow]
        self.runs.append(Run(new_id("run"), flow, args))
        return self.runs[-1]

    def leave(self, run: Run) -> None:
        """Close a run without an answer to what it asked."""
        self.end(run)
        self.left = [*self.left, run][-MOST_LEFT:]

    def take_up(self, run_id: str) -> Run | None:
        """The run that is to be answered, if it is under way or was only left."""
        left = next((run for run in self.left if run.id == run_id), None)
        if left is not None:
            self.left.remove(left)
            self.ended.pop(run_id, None)
            self.runs.append(left)
        return self.find(run_id)

    def adopt(self, runs: list[object]) -> None:
        """Take over what was under way at another address; the fresher of two runs of one flow wins."""
        for run in _adapter.validate_python({"runs": runs}).runs:
            self.runs = [own for own in self.runs if own.flow != run.flow]
            self.runs.append(run)

    def end(self, run: Run, outcome: str = "") -> None:
        """Close a run, remembering for a while what it led to."""
        self.runs.remove(run)
        self.ended[run.id] = outcome
        for old in list(self.ended)[:-20]:
            del self.ended[old]

    def runs_as_json(self) -> list[object]:
        """What is under way, for another conversation to adopt."""
        runs: list[object] = _adapter.dump_python(self, mode="json")["runs"]
        return runs

    def dump(self) -> object:
        return _adapter.dump_python(self, mode="json")

    def write(self) -> WrittenJson:
        """The same, written out."""
        return WrittenJson(_adapter.dump_json(self).decode())

    @classmethod
    def load(cls, raw: object) -> "State":
        """From what `dump` or `write` made of it."""
        return _adapter.validate_json(raw) if isinstance(raw, str) else _adapter.validate_python(raw or {})


_adapter: TypeAdapter[State] = TypeAdapter(State)


def runs_under_way(raw: object) -> frozenset[str]:
    """The ids of the runs in a dumped state, without loading all of it."""
    found = from_json(raw) if isinstance(raw, str) else raw
    runs = found.get("runs", ()) if isinstance(found, dict) else ()
    return frozenset(run["id"] for run in runs)
