"""Etude in several processes over one PostgreSQL: each hears a part of the students, and delivers to any of them.

Whoever has something to do takes the next job that is free, so a message may go out through another process than the
one that answered; here it is handed on to the one whose students read it.
"""

import asyncio
import gc
import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from bench.bots.etude import EtudeBot
from bench.bots.telegram import Shown
from bench.students import WAVE, Wave, chat_of_student

PATIENCE = 120.0
# Far from every student who counts, and with the same process.
NOT_COUNTED = 1_000_000


@dataclass(frozen=True, slots=True)
class Booked:
    """Turns, and the CPU seconds that they took."""

    turns: int
    cpu: float


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A message for a student of another process."""

    chat: int
    shown: Shown


def book_in_processes(url: str, processes: int, students: int) -> tuple[Booked, float]:
    """What all processes together did, and in how many seconds; the server's own CPU is not counted."""
    spawn = multiprocessing.get_context("spawn")
    pairs = [spawn.Pipe() for _number in range(processes)]
    lines = [ours for ours, _theirs in pairs]
    children = [
        spawn.Process(target=_serve, args=(theirs, url, range(number, students, processes)))
        for number, (_ours, theirs) in enumerate(pairs)
    ]
    for child in children:
        child.start()
    try:
        _hear_from_all(lines)
        began = time.perf_counter()
        _tell_all(lines, "go")
        booked: list[Booked] = _hear_from_all(lines)
        seconds = time.perf_counter() - began
        _tell_all(lines, "stop")
    finally:
        for child in children:
            child.join(PATIENCE)
            child.kill()
    return Booked(sum(each.turns for each in booked), sum(each.cpu for each in booked)), seconds


def _tell_all(lines: Sequence[Connection], word: object) -> None:
    for line in lines:
        line.send(word)


def _hear_from_all(lines: Sequence[Connection]) -> list[Any]:
    """One word from each process; messages for the students of another are handed on meanwhile."""
    heard: dict[Connection, object] = {}
    while len(heard) < len(lines):
        for line in wait(lines):
            assert isinstance(line, Connection)
            word = line.recv()
            if isinstance(word, Elsewhere):
                lines[_owner(word.chat, len(lines))].send(word)
            else:
                heard[line] = word
    return [heard[line] for line in lines]


def _owner(chat: int, processes: int) -> int:
    return (chat - chat_of_student(0)) % processes


def _serve(line: Connection, url: str, students: Sequence[int]) -> None:
    asyncio.run(_book(line, url, students))


async def _book(line: Connection, url: str, students: Sequence[int]) -> None:
    bot, words = EtudeBot(database=url), asyncio.Queue[str]()
    bot.telegram.elsewhere = lambda chat, shown: line.send(Elsewhere(chat, shown))

    def hear() -> None:
        word = line.recv()
        if isinstance(word, Elsewhere):
            bot.telegram.phone(word.chat).show(word.shown)
        else:
            words.put_nowait(word)

    asyncio.get_running_loop().add_reader(line.fileno(), hear)
    await bot.start()
    # What is compiled and prepared at first does not count.
    await Wave([NOT_COUNTED + students[0]]).book(bot)
    line.send("ready")
    await words.get()
    gc.collect()
    began, turns = time.process_time(), 0
    for start in range(0, len(students), WAVE):
        turns += await Wave(students[start : start + WAVE]).book(bot)
    line.send(Booked(turns, time.process_time() - began))
    await words.get()
    await bot.stop()
