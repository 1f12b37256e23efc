"""What a flow talks through. A flow is run again from the top in every turn: what was answered is returned, what was
done is not done again, and the first open question suspends it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python
from sqlalchemy import Connection

from etude.conversations.forms import Answer, Option
from etude.conversations.messages import Button, GiveAnswer, Reply, Say, Style, buttons_of, in_short
from etude.conversations.state import Asked, Given, Kept, Run
from etude.core.people.model import Person
from etude.core.people.store import load_person
from etude.core.statements import savepoint
from etude.core.text import Text
from etude.core.transaction import Transactions, Tx

if TYPE_CHECKING:
    from etude.conversations.house import House
    from etude.conversations.store import Address

T = TypeVar("T")
D = TypeVar("D")


def as_reply(words: Text | Reply) -> Reply:
    """Words alone are a bubble without buttons."""
    return Say(words) if isinstance(words, Text) else words


class Suspended(BaseException):
    """The flow waits for the person or for the world; nothing may catch it on the way out."""


class RunAgain(BaseException):
    """An answer was taken back: the flow is run again from the top."""


class LookupNeeded(BaseException):
    """A lookup has to be made before the turn can go on; it is made outside the turn's transaction.

    `look_up` reads a snapshot, or awaits somebody outside, within a time of its own; its result is JSON.
    """

    def __init__(self, key: str, look_up: Callable[[Transactions], Awaitable[object]], lives: timedelta) -> None:
        self.key = key
        self.look_up = look_up
        self.lives = lives


class DuplicateNameError(Exception):
    """Two questions, lookups or effects of one flow share a name; give one of them a key."""


def _nothing() -> None:
    return


@dataclass(frozen=True, slots=True)
class Step:
    """How a run of a flow went on: it began, asked, finished, or was stopped or replaced while a question was open."""

    run: str
    flow: str
    kind: Literal["began", "asked", "finished", "stopped", "replaced"]
    question: str = ""


@dataclass
class Scene:
    """One turn: who it is with, when, what is known already, and what is being said.

    `repeat` says the open question again, `brief` in short, because all of it is still on the screen. `here` is the
    address that it came from; once that has become somebody else's (`left`), nothing more is said there.
    `before_writing` is called before a flow writes anything, for those who may have to take it back. `steps` are those
    of the flows so far.
    """

    tx: Tx
    person: Person
    house: House
    found: Mapping[str, Kept] = field(default_factory=dict)
    out: list[Reply] = field(default_factory=list)
    asides: list[Text | Reply] = field(default_factory=list)
    repeat: bool = False
    brief: bool = False
    turn: int = 0
    here: Address | None = None
    left: bool = False
    before_writing: Callable[[], None] = _nothing
    steps: list[Step] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.tx.now


class Chat:
    """The only thing that a flow awaits. Names are paths: a call adds a segment, and none may be used twice."""

    def __init__(self, scene: Scene, run: Run, path: str = "", names: set[str] | None = None) -> None:
        self._scene = scene
        self._run = run
        self._prefix = path
        self._names = set() if names is None else names

    @property
    def person(self) -> Person:
        return self._scene.person

    def look_again(self) -> None:
        """Whoever speaks has been changed in this turn: their name, their zone."""
        self._scene.person = self.look(lambda conn: load_person(conn, self.person.id))

    @property
    def now(self) -> datetime:
        """The turn's time, in UTC."""
        return self._scene.now

    @property
    def house(self) -> House:
        return self._scene.house

    @property
    def here(self) -> Address | None:
        """The address at which this is said, None where nobody spoke."""
        return self._scene.here

    def leave(self) -> None:
        """This address belongs to another conversation from now on, which goes on there."""
        self._scene.left = True

    async def ask(
        self,
        answer: Answer[T],
        prompt: Text | Reply | Callable[[], Awaitable[Reply]],
        options: Sequence[Option[T]] = (),
        *,
        given: Sequence[object] = (),
        check: Callable[[T], Text | None] | None = None,
        more: Sequence[Button] = (),
        key: str = "",
    ) -> T:
        """The answer, once there is one that still holds.

        An answer holds for what it was `given`: when that changes, the question is asked again. `check` says what is
        wrong with an answer, if anything. `more` are buttons that do something else than answer. A prompt that takes
        looking up is a function, and drawn only while the question is open.
        """
        path, inputs = self._name(answer.name, key), digest(given)
        value = self._answered(answer, path, inputs, check)
        if value is not None:
            return value
        shown = await prompt() if callable(prompt) else prompt
        reply = self._with_options(answer, path, shown, options, more)
        raise self._asking(answer, path, reply, inputs, None)

    async def agree(
        self,
        answer: Answer[str],
        prompt: Reply,
        facts: object,
        *,
        yes: Text,
        no: Button | None = None,
        key: str = "",
        style: Style = "primary",
    ) -> None:
        """An explicit yes to exactly these facts; after a change of them it is asked for again.

        `no` is what a plain no means; without it, the first other answer that is offered.
        `style` is "danger" where something is lost by the yes.
        """
        path, seal = self._name(answer.name, key), digest(facts)
        given = self._run.answers.get(path)
        if given is not None:
            if given.value == seal:
                return
            del self._run.answers[path]
        button = Button(yes, GiveAnswer(self._run.id, path, seal, seal), style)
        raise self._asking(answer, path, replace(prompt, buttons=(button, *prompt.buttons)), "", seal, no)

    async def say(self, reply: Text | Reply, key: str = "") -> None:
        """Say it once; said again only when it has changed."""
        shown = as_reply(reply)
        said = digest(shown)
        path = self._name("say", key or said)
        if self._run.said.get(path) != said:
            self._run.said[path] = said
            self._speak(shown)

    async def load(
        self, name: str, look_up: Callable[..., T], *args: object, ttl: int = 60, key: str = "", here: bool = False
    ) -> T:
        """A lookup ``look_up(connection, now, *args)``, kept for `ttl` seconds.

        It is made outside the transaction, and the turn is then run again; `here` is for what costs less than that,
        such as the times of one tutor.
        """
        path, inputs, now = self._name(name, key), digest(args), self.now
        adapter = _adapter(look_up)
        known = self._run.kept.get(path)
        if known is None or known.inputs != inputs or (known.until is not None and known.until <= now):
            where = f"{self._run.flow}/{path}/{inputs}"  # not the id: it is new in every attempt
            known = self._scene.found.get(where)
            if known is None and here:
                made = look_up(self._scene.tx.conn, now, *args)
                until = now + timedelta(seconds=ttl)
                self._run.kept[path] = Kept(inputs, adapter.dump_python(made, mode="json"), until)
                return made
            if known is None:

                def make(conn: Connection) -> object:
                    return adapter.dump_python(look_up(conn, now, *args), mode="json")

                raise LookupNeeded(where, lambda transactions: transactions.read(make), timedelta(seconds=ttl))
            self._run.kept[path] = Kept(inputs, known.value, known.until)
        value: T = adapter.validate_python(known.value)
        return value

    async def consult(
        self, name: str, ask: Callable[[], Awaitable[T]], answers: TypeAdapter[T], *args: object, ttl: int = 3600
    ) -> T:
        """What somebody outside says to these `args`, asked without a lock and kept for `ttl` seconds.

        `ask` has a time limit and an answer for when there is none.
        """
        path, inputs, now = self._name(name, ""), digest(args), self.now
        known = self._run.kept.get(path)
        if known is None or known.inputs != inputs or (known.until is not None and known.until <= now):
            where = f"{self._run.flow}/{path}/{inputs}"
            known = self._scene.found.get(where)
            if known is None:

                async def look_up(_transactions: Transactions) -> object:
                    return answers.dump_python(await ask(), mode="json")

                raise LookupNeeded(where, look_up, timedelta(seconds=ttl))
            self._run.kept[path] = Kept(inputs, known.value, known.until)
        return answers.validate_python(known.value)

    async def once(
        self,
        name: str,
        effect: Callable[..., T],
        *args: object,
        undo: Callable[[Tx, T], None] | None = None,
        key: str = "",
    ) -> T:
        """An effect ``effect(tx, *args)``, done once for these inputs; when they change it is undone and done anew."""
        path, inputs = self._name(name, key), digest(args)
        adapter = _adapter(effect)
        known = self._run.kept.get(path)
        if known is not None and known.inputs == inputs:
            again: T = adapter.validate_python(known.value)
            return again
        if known is not None:
            self._scene.before_writing()
            undo_kept(self._scene.tx, self._run, path)
        self._scene.before_writing()
        with savepoint(self._scene.tx.conn):
            value = effect(self._scene.tx, *args)
        self._run.kept[path] = Kept(inputs, adapter.dump_python(value, mode="json"), None, undo and _address(undo))
        return value

    async def call(self, flow: Callable[..., Coroutine[Any, Any, T]], *args: object, key: str = "") -> T:
        """Another flow as a part of this one; its names stand under its own segment."""
        inner = Chat(self._scene, self._run, self._name(flow.__name__, key) + "/", self._names)
        return await flow(inner, *args)

    async def until(self, about: str, ready: Callable[[Connection], T | None], waiting: Reply) -> T:
        """Wait for the world: `ready` looks, whenever something happens `about` it (``lesson:les_…``)."""
        path = self._name("until", about)
        value = ready(self._scene.tx.conn)
        if value is not None:
            return value
        self._run.waits = about
        self._run.asked = None
        if self._run.said.get(path) is None or self._scene.repeat or self._scene.asides:
            self._run.said[path] = digest(waiting)
            self._speak(waiting)
        raise Suspended

    async def again(self, *answers: Answer[Any], why: Text | None = None) -> NoReturn:
        """Take answers back, say why, and go on from their question, with lookups made afresh."""
        self._look_afresh()
        for answer in answers:
            self._run.answers.pop(self._prefix + answer.name, None)
        self._remark(why)
        raise RunAgain

    async def amend(
        self, answer: Answer[T], value: T, why: Text | Reply | None = None, drop: Sequence[Answer[Any]] = ()
    ) -> NoReturn:
        """Keep this instead of what was answered, `drop` other answers, say why, and go on from there.

        Lookups are made afresh. Going back finds what was there before this turn.
        """
        self._look_afresh()
        for other in drop:
            self._run.answers.pop(self._prefix + other.name, None)
        path, turn = self._prefix + answer.name, self._scene.turn
        known = self._run.answers.get(path)
        before = known.before if known is not None and known.turn == turn else known
        self._run.answers[path] = Given(answer.dump(value), None, turn, before)
        self._remark(why)
        raise RunAgain

    def done(self, name: str, effect: Callable[..., T]) -> T | None:
        """What `once` did under this name, None before it did."""
        known = self._run.kept.get(self._prefix + name)
        return None if known is None else _adapter(effect).validate_python(known.value)

    def forget(self, name: str) -> None:
        """An effect that came to nothing by itself: the next `once` of this name does it anew."""
        self._run.kept.pop(self._prefix + name, None)

    def given(self, answer: Answer[T], otherwise: D, key: str = "", *, given: Sequence[object] = ()) -> T | D:
        """An answer that is not asked for, such as one that only a button or words in passing give.

        It holds for what it was `given`, such as the page of a list that may become another list.
        """
        path = self._path(answer.name, key)
        found = self._run.answers.get(path)
        if found is None:
            return otherwise
        if given:
            inputs = digest(given)
            if found.inputs is None:
                found = self._run.answers[path] = replace(found, inputs=inputs)
            if found.inputs != inputs:
                del self._run.answers[path]
                return otherwise
        return answer.load(found.value)

    def has(self, answer: Answer[Any], key: str = "") -> bool:
        """Whether this was answered, be it before it was asked."""
        return self._path(answer.name, key) in self._run.answers

    def look(self, ready: Callable[[Connection], T]) -> T:
        """A glance at the database as this turn sees it, for what must be true now; lookups that cost go by `load`."""
        return ready(self._scene.tx.conn)

    def came_after(self, answer: Answer[Any], other: Answer[Any]) -> bool:
        """Whether this was answered in a later turn than the other one, which was answered too."""
        this, that = (self._run.answers.get(self._prefix + each.name) for each in (answer, other))
        return this is not None and that is not None and this.turn > that.turn

    def button(self, answer: Answer[T], value: T, label: Text, style: Style = "plain", key: str = "") -> Button:
        """A button that gives an answer of this flow, for cards and times that draw it in their own place."""
        path = self._path(answer.name, key)
        return Button(label, GiveAnswer(self._run.id, path, answer.dump(value)), style)

    def _answered(
        self, answer: Answer[T], path: str, inputs: str, check: Callable[[T], Text | None] | None
    ) -> T | None:
        given = self._run.answers.get(path)
        if given is None:
            return None
        if given.inputs is None:
            given = self._run.answers[path] = replace(given, inputs=inputs)
        try:
            value = answer.load(given.value)
        except ValidationError:  # a former version of the flow kept another type under this name
            given = self._run.answers[path] = replace(given, inputs=None)
            value = None
        trouble = check(value) if check and value is not None else None
        if trouble and answer.absorbs:  # what was said so far is kept, and grows by what is said next
            self._remark(trouble if given.turn == self._scene.turn and not self._scene.asides else None)
            return None
        if trouble:  # what was on offer may have changed with it
            self._run.answers.pop(path, None)
            self._remark(trouble)
            self._look_afresh()
            raise RunAgain
        # An answer that was given for something else is kept: it holds again when that comes back.
        return value if given.inputs == inputs else None

    def _with_options(
        self, answer: Answer[T], path: str, prompt: Text | Reply, options: Sequence[Option[T]], more: Sequence[Button]
    ) -> Reply:
        buttons = tuple(
            Button(option.label, GiveAnswer(self._run.id, path, answer.dump(option.value))) for option in options
        )
        reply = as_reply(prompt)
        return replace(reply, buttons=(*buttons, *reply.buttons, *more))

    def _asking(
        self, answer: Answer[Any], path: str, reply: Reply, inputs: str, seal: str | None, no: Button | None = None
    ) -> Suspended:
        choices = [
            (button.label.to_json(), button.meaning.value)
            for button in buttons_of(reply)
            if isinstance(button.meaning, GiveAnswer) and button.meaning.question == path
        ]
        others = [b.meaning for b in ((no,) if no else buttons_of(reply)) if _answers_else(b, path)] if seal else []
        no_means = next(((each.question, each.value) for each in others if isinstance(each, GiveAnswer)), None)
        asked = Asked(path, f"{answer.form}.{answer.name}", choices, seal, digest(reply), inputs, no_means)
        same = self._run.asked is not None and self._run.asked.digest == asked.digest
        if not same or self._scene.repeat or self._scene.asides:
            self._speak(in_short(reply) if same and self._scene.brief else reply)
        self._run.asked, self._run.waits = asked, None
        return Suspended()

    def _look_afresh(self) -> None:
        self._run.kept = {path: kept for path, kept in self._run.kept.items() if kept.until is None}

    def _remark(self, aside: Text | Reply | None) -> None:
        """To be said once, before whatever is said next."""
        if aside is not None and aside not in self._scene.asides:
            self._scene.asides.append(aside)

    def _speak(self, reply: Reply) -> None:
        self._scene.out.extend(as_reply(aside) for aside in self._scene.asides)
        self._scene.asides.clear()
        self._scene.out.append(reply)

    def _name(self, name: str, key: str = "") -> str:
        path = self._path(name, key)
        if path in self._names:
            raise DuplicateNameError(path)
        self._names.add(path)
        return path

    def _path(self, name: str, key: str = "") -> str:
        return self._prefix + name + (f":{key}" if key else "")


def _answers_else(button: Button, path: str) -> bool:
    return isinstance(button.meaning, GiveAnswer) and button.meaning.question != path


def digest(value: object) -> str:
    """A short fingerprint of any value made of JSON, dataclasses, models, texts and times."""
    if value == ():
        return _OF_NOTHING
    plain = to_jsonable_python(value, fallback=_plain)
    return hashlib.blake2b(_write(plain).encode(), digest_size=12).hexdigest()


_write = json.JSONEncoder(sort_keys=True).encode
_OF_NOTHING = hashlib.blake2b(b"[]", digest_size=12).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Text):
        return value.to_json()
    raise TypeError(f"{type(value).__name__} cannot be an input of a flow.")


def undo_kept(tx: Tx, run: Run, path: str) -> None:
    """Take back an effect that is no longer wanted, and forget it."""
    kept = run.kept.pop(path)
    if kept.undo is not None:
        module, _colon, name = kept.undo.partition(":")
        undo = getattr(import_module(module), name)
        undo(tx, _adapter_of_undo(undo).validate_python(kept.value))


def _address(function: Callable[..., object]) -> str:
    """By which name a stored effect finds its undo again, in another process or after a restart."""
    if getattr(import_module(function.__module__), function.__name__, None) is not function:
        raise TypeError("An undo is a function of a module, so that it can be found again.")
    return f"{function.__module__}:{function.__name__}"


@lru_cache(maxsize=512)
def _adapter(function: Callable[..., T]) -> TypeAdapter[T]:
    return TypeAdapter(get_type_hints(function)["return"])


@lru_cache(maxsize=64)
def _adapter_of_undo(undo: Callable[..., object]) -> TypeAdapter[object]:
    """The type of what an undo takes back: its second parameter's."""
    hints = get_type_hints(undo)
    hints.pop("return", None)
    return TypeAdapter(list(hints.values())[1])
