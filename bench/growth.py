"""Does a turn cost more the longer a conversation is, and the more conversations there are?"""

import asyncio
import shutil
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from sqlalchemy import Connection, create_engine

from bench.bots.contestant import Contestant
from bench.bots.etude import FILE, START, EtudeBot
from etude.conversations.chat import Chat, Scene
from etude.conversations.engine import Answered, Engine, Flow, Started
from etude.conversations.forms import Answer, Form, Option, answer
from etude.conversations.house import House
from etude.conversations.state import State
from etude.core.ids import PersonId
from etude.core.people.model import Person
from etude.core.text import _, verbatim
from etude.core.transaction import Tx

FEW_ANSWERS, MANY_ANSWERS = 3, 300
FEW_STORED, MANY_STORED = 100, 100_000
# Each stored conversation is as long as one booking: its deliveries, what both sides said, and what was sent.
TURNS = 7
STOCK = """
INSERT INTO people (id, name, locale, zone, operator, preferences, feed_version, created_at)
  SELECT 'per_' || n, 'Daniel', 'en', 'UTC', 0, '{}', 1, :now FROM stock;
INSERT INTO addresses (channel, address, person_id, used_at) SELECT 'telegram', n, 'per_' || n, :now FROM stock;
INSERT INTO conversations (id, person_id, state, seq, seen, mailed, channel, address, with_person, updated_at)
  SELECT 'con_' || n, 'per_' || n, '{}', 14, 0, 0, 'telegram', n, 0, :now FROM stock;
INSERT INTO inbox (conversation_id, key, channel, address, body, received_at, done_at)
  SELECT 'con_' || n, 'key:' || n || ':' || turn, 'telegram', n, '{"kind": "text", "text": "piano"}', :now, :now
  FROM stock, turns;
INSERT INTO messages (id, conversation_id, seq, author, body, at)
  SELECT 'm_y' || n || turn, 'con_' || n, turn * 2 + 1, 'you', '{"text": "piano"}', :now FROM stock, turns;
INSERT INTO messages (id, conversation_id, seq, author, body, at)
  SELECT 'm_e' || n || turn, 'con_' || n, turn * 2 + 2, 'etude',
    '{"kind": "say", "text": {"m": "When suits you?"}, "buttons": []}', :now FROM stock, turns;
INSERT INTO jobs (kind, key, lane, payload, due_at, attempts, done_at)
  SELECT 'message.send', 'send:' || n || ':' || turn, 'telegram:' || n, '{}', :now, 1, :now FROM stock, turns;
ANALYZE
"""


def stocked(seeded: Path, count: int) -> Path:
    """A copy of the seeds in which so many others have had their conversations."""
    file = seeded.parent / f"stocked-{count}" / FILE
    if file.exists():
        return file
    file.parent.mkdir()
    shutil.copy(seeded, file)
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as conn:
        conn.exec_driver_sql(_numbers("stock", count))
        conn.exec_driver_sql(_numbers("turns", TURNS))
        for statement in STOCK.split(";"):
            conn.exec_driver_sql(statement.replace(":now", f"'{START:%Y-%m-%d %H:%M:%S}.000000'"))
    engine.dispose()
    return file


def stored(seeded: Path, count: int) -> Callable[[], Contestant]:
    """Makes an Etude among so many conversations."""
    file = stocked(seeded, count)
    return lambda: EtudeBot(file)


async def time_answers(answers: int, turns: int = 100) -> float:
    """CPU milliseconds of a turn of the engine alone after so many answers; the state goes through JSON."""
    engine, state = Engine({"survey": survey(answers + turns + 1)}), State()
    _take(engine, state, Started("survey"))
    for _turn in range(answers):
        _reply(engine, state)
    await asyncio.sleep(0)
    before = time.process_time()
    for _turn in range(turns):
        state = State.load(state.write())
        _reply(engine, state)
        _retract_last(state)
    return (time.process_time() - before) / turns * 1000


def survey(questions: int) -> Flow:
    """As many questions as wanted, one after the other."""
    value: Answer[str] = answer(str)
    form = type("Survey", (Form,), {"value": value})

    async def talk(chat: Chat) -> str:
        for number in range(questions):
            await chat.ask(value, verbatim("Which?"), [Option(verbatim("This"), "this")], key=str(number))
        return ""

    return Flow("survey", form, talk, _("your survey"), _("Survey"))


def _reply(engine: Engine, state: State) -> None:
    run = state.current
    assert run is not None
    assert run.asked is not None
    _take(engine, state, Answered(run.id, run.asked.path, "this"))


def _retract_last(state: State) -> None:
    """So that the next turn has as many answers as this one had."""
    run = state.current
    assert run is not None
    run.answers.popitem()


def _take(engine: Engine, state: State, command: Answered | Started) -> None:
    state.turn += 1
    person = Person(PersonId("per_daniel"), "Daniel", "en", "UTC", None, None, None, False, {}, 1)
    no_store = cast(Connection, SimpleNamespace(begin_nested=nullcontext))
    engine.take(Scene(Tx(no_store, START), person, House("", "", 15), turn=state.turn), state, command)


def _numbers(name: str, count: int) -> str:
    numbers = f"WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < {count - 1}) SELECT n FROM c"
    column = "turn" if name == "turns" else "n"
    return f"CREATE TEMP TABLE {name} AS SELECT n AS {column} FROM ({numbers})"
