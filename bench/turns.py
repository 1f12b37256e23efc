"""Turns a second, and CPU milliseconds a turn, of one same booking with Etude and with its peers.

Everybody gets the same updates, says the same words under the same buttons to the same Bot API without a network, and
acknowledges a turn only when its state is safe in SQLite with synchronous=FULL. The peers take what they offer out of a
list in memory; Etude finds, ranks, looks up free times, and holds the lesson. Then the same without a store, where
Etude's engine reads that list too; then whether a turn costs more as conversations grow in length and number.
"""

import asyncio
import gc
import logging
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.bots.contestant import Contestant, Script, script_of
from bench.bots.dialog import DialogBot
from bench.bots.etude import START, EtudeBot, seed
from bench.bots.memory import EngineBot
from bench.bots.ptb import PtbBot
from bench.growth import FEW_ANSWERS, FEW_STORED, MANY_ANSWERS, MANY_STORED, stored, time_answers
from bench.processes import book_in_processes
from bench.rows import Row, compare
from bench.students import WAVE, waves
from etude.core.database import open_database
from etude.core.migrations import migrate
from etude.testing.postgres import PostgresMissingError, running_postgres
from etude.testing.seeds import plant

STUDENTS, ROUNDS = 90, 3
Make = Callable[[], Contestant]


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one round: turns a second, and CPU milliseconds a turn on all threads."""

    speed: float
    cpu: float


def run() -> list[Row]:
    """All groups, one after the other."""
    logging.getLogger("aiogram").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="etude-bench-") as folder:
        seeded = seed(Path(folder))
        return [*asyncio.run(_run(seeded)), *_on_postgres(seeded)]


def _on_postgres(seeded: Path) -> list[Row]:
    """Beside SQLite; none where PostgreSQL is not installed."""
    try:
        with running_postgres(durable=True) as server:
            template = server.create_database()
            migrate(template)
            asyncio.run(_plant(template))
            stores: dict[str, Make] = {
                "etude, PostgreSQL": lambda: EtudeBot(database=server.create_database(template)),
                "etude, SQLite": lambda: EtudeBot(seeded),
            }
            return [
                *_rows("PostgreSQL", asyncio.run(race(stores))),
                *_in_two_processes(lambda: server.create_database(template)),
            ]
    except PostgresMissingError as missing:
        logging.getLogger(__name__).warning("%s", missing)
        return []


def _in_two_processes(create: Callable[[], str]) -> list[Row]:
    """Beside one, on as many cores."""
    costs: dict[str, list[Cost]] = {"etude, two processes": [], "etude, one process": []}
    for _round in range(ROUNDS):
        for processes, rounds in zip((2, 1), costs.values(), strict=True):
            booked, seconds = book_in_processes(create(), processes, STUDENTS)
            rounds.append(Cost(booked.turns / seconds, booked.cpu / booked.turns * 1000))
    return _rows("PostgreSQL, two processes", costs)


async def _plant(url: str) -> None:
    database = open_database(url)
    await database.write(lambda conn: plant(conn, START))
    await database.close()


async def _run(seeded: Path) -> list[Row]:
    script = await record(seeded)
    whole: dict[str, Make] = {
        "etude": lambda: EtudeBot(seeded),
        "aiogram-dialog, SQLite": lambda: DialogBot(script, durable=True),
        "python-telegram-bot, SQLite": lambda: PtbBot(script, "SQLite"),
        "python-telegram-bot, pickle once a minute": lambda: PtbBot(script, "pickle"),
    }
    memory: dict[str, Make] = {
        "etude": lambda: EngineBot(script),
        "aiogram-dialog, MemoryStorage": lambda: DialogBot(script, durable=False),
        "python-telegram-bot, no persistence": lambda: PtbBot(script, "in memory"),
    }
    many = {
        f"{MANY_STORED:,} stored": stored(seeded, MANY_STORED),
        f"etude, {FEW_STORED} stored": stored(seeded, FEW_STORED),
    }
    return [
        *_rows("whole stack", await race(whole)),
        *_rows("engine, no store", await race(memory)),
        await _grow_longer(),
        *_rows(f"{MANY_STORED:,} conversations stored", await race(many))[1:],
    ]


async def _grow_longer() -> Row:
    rounds = [(await time_answers(MANY_ANSWERS), await time_answers(FEW_ANSWERS)) for _round in range(ROUNDS)]
    many, few = [long for long, _short in rounds], [short for _long, short in rounds]
    name, peer = f"after {MANY_ANSWERS} answers, engine: CPU a turn", f"etude, after {FEW_ANSWERS} answers"
    return compare(name, "ms", many, peer, few, less_is_better=True)


async def record(seeded: Path) -> Script:
    """What Etude says to one student."""
    bot = EtudeBot(seeded)
    await bot.start()
    (wave,) = waves(1)
    await wave.book(bot)
    (phone,) = bot.telegram.phones.values()
    await bot.stop()
    return script_of(phone)


async def race(makers: Mapping[str, Make], students: int = STUDENTS) -> dict[str, list[Cost]]:
    """Rounds of all in turn (A B C A B C …), after one that does not count."""
    costs: defaultdict[str, list[Cost]] = defaultdict(list)
    for counted in range(-1, ROUNDS):
        for name, make in makers.items():
            cost = await measure(make(), students if counted >= 0 else WAVE)
            if counted >= 0:
                costs[name].append(cost)
    return costs


async def measure(bot: Contestant, students: int) -> Cost:
    """One round of bookings with a bot that has just been made."""
    await bot.start()
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    turns = 0
    for wave in waves(students):
        turns += await wave.book(bot)
    await bot.rest()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    await bot.stop()
    return Cost(turns / wall, cpu / turns * 1000)


def _rows(name: str, costs: Mapping[str, list[Cost]]) -> list[Row]:
    """Ours is the first."""
    (_ours, ours), *peers = costs.items()
    rows = []
    for peer, theirs in peers:
        speeds = [cost.speed for cost in ours], [cost.speed for cost in theirs]
        cpus = [cost.cpu for cost in ours], [cost.cpu for cost in theirs]
        rows.append(compare(f"{name}: turns", "1/s", speeds[0], peer, speeds[1], less_is_better=False))
        rows.append(compare(f"{name}: CPU a turn", "ms", cpus[0], peer, cpus[1], less_is_better=True))
    return rows
