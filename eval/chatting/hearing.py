"""Hears every turn of a running Etude: what came in, what was said to it, and how the conversation then stands."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from etude.conversations.chat import Scene
from etude.conversations.engine import Command, Engine
from etude.conversations.messages import Incoming, Reply
from etude.conversations.record import Record
from etude.conversations.state import State
from etude.core import ids
from etude.core.ids import ConversationId, PersonId
from etude.core.text import Voice
from eval.chatting.facts import wrong_facts


@dataclass(frozen=True, slots=True)
class Question:
    """What a conversation waits for: the run and path that ask, the answer's stored name, and what it was asked for."""

    run: str
    path: str
    answer: str
    inputs: str
    seal: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn as it was closed. `said` are message ids with replies; `answers` and `runs` are what is kept after it.

    `failed` says that Etude excused itself; `wrong` what it stated that the database says otherwise.
    """

    conversation: ConversationId
    person: PersonId
    incoming: Incoming
    said: tuple[tuple[str, Reply], ...]
    voice: Voice
    question: Question | None
    runs: tuple[str, ...]
    flow: str
    answers: frozenset[str]
    misses: int
    commands: tuple[Command, ...] = ()
    failed: bool = False
    wrong: tuple[str, ...] = ()

    @property
    def replies(self) -> list[Reply]:
        return [reply for _message, reply in self.said]


@dataclass
class Ear:
    """What was heard since somebody last asked for it, by conversation; `listener` hears every turn at once."""

    listener: Callable[[Turn], None]
    heard: dict[ConversationId, list[Turn]] = field(default_factory=dict)

    def take(self, conversation: ConversationId) -> list[Turn]:
        return self.heard.pop(conversation, [])

    def hear(self, turn: Turn) -> None:
        self.heard.setdefault(turn.conversation, []).append(turn)
        self.listener(turn)


@contextmanager
def hearing(listener: Callable[[Turn], None]) -> Iterator[Ear]:
    """Hear every turn of this process until the block ends."""
    ear = Ear(listener)
    close, reply, add, take = Record.close, Record.reply, Record._add, Engine.take
    said: list[tuple[str, Reply]] = []
    newest: dict[str, Any] = {"record": None, "message": "", "scene": None, "commands": ()}

    def close_heard(record: Record, scene: Scene | None, state: State, *words: Any, **named: Any) -> None:
        close(record, scene, state, *words, **named)
        replies = tuple(said) if newest["record"] is record else ()
        ear.hear(_turn(record, scene, state, replies, newest["commands"] if newest["scene"] is scene else ()))

    def reply_heard(record: Record, value: Reply, *words: Any, **named: Any) -> None:
        if newest["record"] is not record:
            said.clear()
        newest["record"] = record
        reply(record, value, *words, **named)
        said.append((newest["message"], value))

    def add_heard(record: Record, *words: Any, **named: Any) -> str:
        newest["message"] = add(record, *words, **named)
        return str(newest["message"])

    def take_heard(engine: Engine, scene: Scene, state: State, *commands: Command) -> None:
        earlier = newest["commands"] if newest["scene"] is scene else ()
        newest.update(scene=scene, commands=(*earlier, *commands))
        take(engine, scene, state, *commands)

    heard: dict[str, Any] = {"close": close_heard, "reply": reply_heard, "_add": add_heard}
    record, engine = cast(Any, Record), cast(Any, Engine)
    for name, listening in heard.items():
        setattr(record, name, listening)
    engine.take = take_heard
    try:
        yield ear
    finally:
        record.close, record.reply, record._add, engine.take = close, reply, add, take


def _turn(
    record: Record,
    scene: Scene | None,
    state: State,
    said: tuple[tuple[str, Reply], ...],
    commands: tuple[Command, ...],
) -> Turn:
    run = state.current
    asked = run.asked if run else None
    question = Question(run.id, asked.path, asked.answer, asked.inputs, asked.seal) if run and asked else None
    return Turn(
        conversation=record.conversation.id,
        person=record.conversation.person,
        incoming=record._item.incoming,
        said=said,
        voice=scene.person.voice if scene else Voice(),
        question=question,
        runs=tuple(each.id for each in state.runs),
        flow=run.flow if run else "",
        answers=frozenset(run.answers) if run else frozenset(),
        misses=state.misses,
        commands=commands,
        failed=scene is None,
        wrong=tuple(wrong_facts(record.conn, scene, [reply for _id, reply in said])) if scene else (),
    )


@contextmanager
def drawing_ids(chance: random.Random) -> Iterator[None]:
    """Identifiers and secrets that come out the same for the same chance."""
    module = cast(Any, ids)
    drawn = module.secrets
    module.secrets = _Drawn(chance)
    try:
        yield
    finally:
        module.secrets = drawn


class _Drawn:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def token_bytes(self, count: int) -> bytes:
        return self._chance.randbytes(count)

    def token_urlsafe(self, count: int) -> str:
        return self._chance.randbytes(count).hex()
