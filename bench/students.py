"""Students who book a lesson by the same seven moves with whichever bot they write to.

/start, find a tutor, a subject, a tutor, a time, who it is for, agree. They come in waves that move in step: each
student of a wave makes the next move, and waits for what is said to it, before anybody makes the one after.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from bench.bots.contestant import Contestant
from bench.bots.telegram import Phone, Shown, said, tapped

SUBJECTS, CARDS, TIMES = 6, 3, 2
WAVE = 18

Choice = Callable[[Shown], str]


class Wave:
    """Students who are in the middle of their bookings at once; each takes a time that nobody else of them takes."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._chats = [chat_of_student(number) for number in numbers]
        self._taken: Counter[str] = Counter()
        self._times: dict[tuple[str, str], str] = {}
        self._tutors: dict[int, str] = {}

    async def book(self, bot: Contestant) -> int:
        """Make all moves; says how many turns that was."""
        phones = [bot.telegram.phone(chat) for chat in self._chats]
        for move in range(MOVES):
            await asyncio.gather(*(self._move(bot, phone, move) for phone in phones))
        return MOVES * len(phones)

    async def _move(self, bot: Contestant, phone: Phone, move: int) -> None:
        before = len(phone.shown)
        await bot.feed(self._update(phone, move))
        await phone.until(before + 1)

    def _update(self, phone: Phone, move: int) -> dict[str, Any]:
        # Its own among all processes: the same number twice is the same delivery, and not answered again.
        number = phone.chat * MOVES + move
        if move == 0:
            return said(number, phone.chat, "/start")
        shown = phone.shown[-1]
        return tapped(number, phone.chat, shown, self._data(phone.chat, shown.buttons, move))

    def _data(self, chat: int, buttons: list[tuple[str, str]], move: int) -> str:
        """What the tap of this move sends."""
        match move:
            case 1:
                return dict(buttons)["Find a tutor"]
            case 2:
                return buttons[chat % SUBJECTS][1]
            case 3:
                label, data = min(buttons[:CARDS], key=lambda button: self._taken[button[0]])
                self._taken[label] += 1
                self._tutors[chat] = label
                return data
            case 4:
                return self._free_time(chat, buttons)
            case _:
                return buttons[0][1]

    def _free_time(self, chat: int, buttons: list[tuple[str, str]]) -> str:
        for label, data in buttons[:TIMES]:
            if self._times.setdefault((self._tutors[chat], label), str(chat)) == str(chat):
                return data
        return buttons[0][1]


MOVES = 7


def chat_of_student(number: int) -> int:
    """The chat of a student by their number."""
    return 1_000_000 + number


def waves(students: int, first: int = 0) -> list[Wave]:
    """So many students, a wave at a time."""
    numbers = range(first, first + students)
    return [Wave(numbers[start : start + WAVE]) for start in range(0, students, WAVE)]
