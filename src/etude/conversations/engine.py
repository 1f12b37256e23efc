"""Runs flows: gives the person's answers to the right run, runs it again, and says what it says."""

from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from inspect import Parameter, signature
from typing import Any

from etude.conversations.chat import Chat, RunAgain, Scene, Step, Suspended, as_reply, undo_kept
from etude.conversations.forms import Answer, Form
from etude.conversations.messages import Button, StartFlow
from etude.conversations.state import Given, Run, State
from etude.core.errors import EtudeError
from etude.core.statements import Savepoint, savepoint
from etude.core.text import Text, _

Talk = Callable[..., Coroutine[Any, Any, "str | None"]]
MAX_PASSES = 20
MOST_STEPS_BACK = 8


@dataclass(frozen=True, slots=True)
class Flow:
    """A dialogue: the coroutine over a chat, the answers it takes, and what it is called ("your booking").

    One that is not `patient` comes back once after something else, and is let go when its question is left again. After
    one that `settles` a matter nothing comes back that had been told nothing. `stopped` is said when it is left.
    """

    name: str
    form: type[Form]
    talk: Talk
    title: Text
    label: Text
    parts: tuple[type[Form], ...] = ()
    patient: bool = True
    settles: bool = False
    stopped: Text | None = None

    def answer(self, qualified: str) -> Answer[object]:
        """The answer by its stored name, such as ``Booking.time``."""
        form_name, _dot, name = qualified.partition(".")
        return next(form for form in (self.form, *self.parts) if form.__name__ == form_name).answers()[name]

    @property
    def answers(self) -> list[Answer[object]]:
        return [answer for form in (self.form, *self.parts) for answer in form.answers().values()]

    @property
    def can_be_asked_for(self) -> bool:
        """Whether its name is enough to start it; others need to know about which lesson, tutor or person."""
        _chat, *others = signature(self.talk).parameters.values()
        return all(each.default is not Parameter.empty for each in others)

    def present(self, path: str) -> str:
        """The path of an answer by its present name, whatever version of the flow wrote it."""
        former = {old: answer.name for answer in self.answers for old in answer.former}
        segments, slash, last = path.rpartition("/")
        name, colon, key = last.partition(":")
        return segments + slash + former.get(name, name) + colon + key

    def named_answers(self) -> list[tuple[str, Answer[object]]]:
        """Every answer under its path in a run of this flow."""
        return [pair for form in (self.form, *self.parts) for pair in form.answers().items()]

    def button(self, **args: object) -> Button:
        """A button that starts this flow."""
        return Button(self.label, StartFlow(self.name, args))


@dataclass(frozen=True, slots=True)
class Answered:
    """The person answered: `path` of the question in run `run`; `seal` where it was a consent."""

    run: str
    path: str
    value: object
    seal: str | None = None


@dataclass(frozen=True, slots=True)
class Absorbed:
    """Words said in passing changed an answer of the present flow."""

    name: str
    value: object


@dataclass(frozen=True, slots=True)
class Retracted:
    """An answer of the present flow is to be given anew; `name` is its path."""

    name: str


@dataclass(frozen=True, slots=True)
class Started:
    """A flow is wanted; `answers` (by name) came along with it."""

    flow: str
    args: dict[str, object] = field(default_factory=dict)
    answers: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WentBack:
    """The last answer is to be taken back."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """The present flow is to be left, and what it kept is to be given back."""


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """The person wants to see where they are."""


@dataclass(frozen=True, slots=True)
class Woken:
    """Something happened about this (``lesson:les_…``)."""

    about: str


Command = Answered | Absorbed | Retracted | Started | WentBack | Dropped | AskedAgain | Woken


class StaleError(EtudeError):
    """A button of a conversation that has ended; `outcome` names what it led to."""

    sentence = _("That button belongs to something we have finished.")

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome
        super().__init__()


class Engine:
    """Applies commands to a conversation's state and runs its flows; it knows no channel and no vendor."""

    def __init__(self, flows: Mapping[str, Flow]) -> None:
        self.flows = flows

    def take(self, scene: Scene, state: State, *commands: Command) -> None:
        """Apply commands and go on; replies gather in `scene.out`. When it cannot be done, nothing has changed."""
        former, steps = state.copy(), len(scene.steps)
        writing = Savepoint(scene.tx.conn)
        outside, scene.before_writing = scene.before_writing, writing.begin
        try:
            with writing:
                for command in commands:
                    self._apply(scene, state, command)
                self.go_on(scene, state)
        except EtudeError:
            state.runs, state.ended, state.left = former.runs, former.ended, former.left
            del scene.steps[steps:]
            raise
        finally:
            scene.before_writing = outside

    def bring_up_to_date(self, scene: Scene, state: State) -> None:
        """What an older version left: answers get their present names, and a flow that is no more is ended."""
        for run in list(state.runs):
            if run.flow in self.flows:
                _rename(run, self.flows[run.flow])
            else:
                _let_go(scene, run)
                state.end(run)
        state.left = [run for run in state.left if run.flow in self.flows]
        for run in state.left:
            _rename(run, self.flows[run.flow])

    def go_on(self, scene: Scene, state: State) -> None:
        """Run the present flow until it waits; when it ends, the one below comes back to where it was."""
        while state.current is not None:
            run = state.current
            outcome = self._run(scene, run)
            if outcome is None:
                return
            state.end(run, outcome)
            scene.steps.append(Step(run.id, run.flow, "finished"))
            if self.flows[run.flow].settles:
                self._leave_unsaid(scene, state)
            self._come_back(scene, state)
            scene.repeat = True

    def _leave_unsaid(self, scene: Scene, state: State) -> None:
        """What lies below and has been told nothing yet is not taken up again."""
        for run in [run for run in state.runs if not run.answers and not run.kept and not run.args]:
            state.end(run)
            scene.steps.append(Step(run.id, run.flow, "stopped", _question_of(run)))

    def _come_back(self, scene: Scene, state: State) -> None:
        """What lies below is taken up again, but nobody is asked for ever what they have left open twice."""
        run = state.current
        if run is None or self.flows[run.flow].patient:
            return
        if run.returned:
            _undo_unwanted(scene, run, set())
            state.leave(run)
            scene.steps.append(Step(run.id, run.flow, "stopped", _question_of(run)))
            self._come_back(scene, state)
        else:
            run.returned = True

    def _apply(self, scene: Scene, state: State, command: Command) -> None:
        match command:
            case Answered():
                _answer(scene, state, self._as_named_now(state, command))
            case Absorbed(name, value):
                _correct(state, self._name_now(state, name), value)
            case Retracted(name):
                _retract(scene, state, self._name_now(state, name))
            case Started(flow, args, answers):
                _leave_former(scene, state, flow, args)
                under_way = len(state.runs)
                run = state.begin(flow, args)
                if len(state.runs) > under_way:
                    scene.steps.append(Step(run.id, flow, "began"))
                present = self.flows[flow].present
                run.answers |= {present(name): Given(value, None, state.turn) for name, value in answers.items()}
                scene.repeat = True
            case WentBack():
                _go_back(scene, state)
            case Dropped():
                self._drop(scene, state)
            case AskedAgain():
                scene.repeat = True
            case Woken(about):
                _wake(state, about)

    def _as_named_now(self, state: State, command: Answered) -> Answered:
        """An old button names its answer as the version did that showed it."""
        run = next((each for each in (*state.runs, *state.left) if each.id == command.run), None)
        return replace(command, path=self.flows[run.flow].present(command.path)) if run else command

    def _name_now(self, state: State, name: str) -> str:
        return self.flows[state.current.flow].present(name) if state.current else name

    def _run(self, scene: Scene, run: Run) -> str | None:
        """One run as far as it goes: its outcome when it ended, None when it waits."""
        flow = self.flows[run.flow]
        for _attempt in range(MAX_PASSES):
            names: set[str] = set()
            before = run.asked and run.asked.path
            try:
                outcome = _drive(flow.talk(Chat(scene, run, names=names), **run.args))
            except RunAgain:
                continue
            except Suspended:
                _undo_unwanted(scene, run, names)
                if run.asked is not None and run.asked.path != before:
                    scene.steps.append(Step(run.id, run.flow, "asked", _question_of(run)))
                return None
            _say_asides(scene)
            return outcome or ""
        raise RuntimeError(f"The flow {flow.name} took back its answers {MAX_PASSES} times in one turn.")

    def _drop(self, scene: Scene, state: State) -> None:
        run = state.current
        if run is not None:
            _undo_unwanted(scene, run, set())
            state.end(run)
            scene.steps.append(Step(run.id, run.flow, "stopped", _question_of(run)))
            flow = self.flows[run.flow]
            scene.asides.append(flow.stopped or _("OK, I've stopped {what}.", what=flow.title))
            _say_asides(scene)
            scene.repeat = True


def _question_of(run: Run) -> str:
    """What a run asks for, by the name of the answer; nothing where it only waits."""
    return run.asked.answer.partition(".")[2] if run.asked is not None else ""


def _drive(coroutine: Coroutine[Any, Any, str | None]) -> str | None:
    """Run a flow without an event loop: it awaits only its chat, which never yields."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        outcome: str | None = stop.value
        return outcome
    coroutine.close()
    raise TypeError("A flow awaits only its chat.")


def _answer(scene: Scene, state: State, command: Answered) -> None:
    run = state.take_up(command.run)
    if run is None:
        raise StaleError(state.ended.get(command.run, ""))
    state.runs.remove(run)
    state.runs.append(run)
    run.returned = False
    asked, known = run.asked, run.answers.get(command.path)
    if command.seal is not None and known is not None and known.value == command.value:
        scene.repeat = True  # a second tap on what was agreed to
        return
    if command.seal is not None and (asked is None or asked.seal != command.seal):
        scene.asides.append(_("Something has changed since. Please look again."))
        scene.repeat = True
        return
    inputs = asked.inputs if asked is not None and asked.path == command.path else None
    run.answers[command.path] = _given(command.value, inputs, state.turn, known)
    if asked is not None and asked.path != command.path:
        scene.repeat = True


def _correct(state: State, name: str, value: object) -> None:
    run = state.current
    if run is not None:
        run.answers[name] = _given(value, None, state.turn, run.answers.get(name))


def _retract(scene: Scene, state: State, name: str) -> None:
    if state.current is not None:
        state.current.answers.pop(name, None)
        scene.repeat = True


def _leave_former(scene: Scene, state: State, flow: str, args: dict[str, object]) -> None:
    """One flow at a time is under way of each kind: what another one kept is given back."""
    for run in [run for run in state.runs if run.flow == flow and run.args != args]:
        _undo_unwanted(scene, run, set())
        state.end(run)
        scene.steps.append(Step(run.id, run.flow, "replaced", _question_of(run)))


def _go_back(scene: Scene, state: State) -> None:
    run = state.current
    if run is not None and not run.answers and len(state.runs) > 1:
        _undo_unwanted(scene, run, set())
        state.end(run)
        scene.steps.append(Step(run.id, run.flow, "stopped", _question_of(run)))
    elif run is None or not run.answers:
        scene.asides.append(_("There is nothing to go back to."))
    else:
        last = max(given.turn for given in run.answers.values())
        former = {path: given.before if given.turn == last else given for path, given in run.answers.items()}
        run.answers = {path: given for path, given in former.items() if given is not None}
    scene.repeat = True


def _given(value: object, inputs: str | None, turn: int, before: Given | None) -> Given:
    """An answer that remembers what it corrects, a few steps back."""
    kept, depth = before, 0
    while kept is not None and depth < MOST_STEPS_BACK:
        kept, depth = kept.before, depth + 1
    if kept is not None and before is not None:
        before = replace(before, before=None)
    return Given(value, inputs, turn, before)


def _rename(run: Run, flow: Flow) -> None:
    run.answers = {flow.present(path): given for path, given in run.answers.items()}
    if run.asked is not None:
        form, _dot, name = run.asked.answer.partition(".")
        no = (flow.present(run.asked.no[0]), run.asked.no[1]) if run.asked.no else None
        asked = replace(run.asked, path=flow.present(run.asked.path), answer=f"{form}.{flow.present(name)}", no=no)
        run.asked = asked


def _wake(state: State, about: str) -> None:
    """The run that waits for this comes first."""
    for run in state.runs:
        if run.waits == about:
            state.runs.remove(run)
            state.runs.append(run)
            return


def _undo_unwanted(scene: Scene, run: Run, wanted: set[str]) -> None:
    """Effects that the present answers no longer lead to are taken back, the latest first."""
    for path in [path for path, kept in run.kept.items() if kept.undo and path not in wanted][::-1]:
        scene.before_writing()
        undo_kept(scene.tx, run, path)


def _let_go(scene: Scene, run: Run) -> None:
    """Take back what an ended flow did. What cannot be, such as a time that is paid for by now, stays as it is."""
    for path in [path for path, kept in run.kept.items() if kept.undo][::-1]:
        with suppress(EtudeError), savepoint(scene.tx.conn):
            undo_kept(scene.tx, run, path)


def _say_asides(scene: Scene) -> None:
    scene.out.extend(as_reply(aside) for aside in scene.asides)
    scene.asides.clear()
