"""A chat by hand or from a pipe: a line is a message, ``(label)`` a tap, ``!pay CARD`` the test-card page."""

import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO, TypeAlias

from etude.bots.terminal.client import GoneError, Line
from etude.bots.terminal.draw import choices_of, draw_turn, numbered_before

# How long a pipe waits for what follows a payment, and for anything else that comes by itself.
AFTER_PAYMENT = 10.0
A_MOMENT = 0.3
# What is said in one breath arrives within it.
A_BREATH = 0.1
SHOWN_BEFORE = 6
HOW_TO = "(Write, and press Enter. A number chooses what it stands beside, a label does too. Ctrl-C leaves.)\n"
Lines: TypeAlias = "asyncio.Queue[str | None]"


class Chat:
    """`show` prints; with `as_json` replies are JSON lines, and a line ``{"type": "end"}`` ends each turn."""

    def __init__(self, line: Line, show: Callable[[str], None], *, as_json: bool) -> None:
        self._line, self._show, self._as_json = line, show, as_json
        self._messages: list[dict[str, Any]] = []
        self._unshown: list[dict[str, Any]] = []
        self._before: dict[int, tuple[str, int]] = {}

    async def run(self, before: int, source: TextIO) -> None:
        """Show where the conversation stands, or open it; then talk until the source ends or the server is gone."""
        if before == 0:
            await self._line.send({"type": "open"})
        await self._hear(until_seq=before)
        self._end_turn()
        if source.isatty() and not self._as_json:
            self._note(HOW_TO)
        lines = read_lines(source)
        listening = asyncio.create_task(self._listen(lines)) if source.isatty() else None
        while (words := await (lines.get() if listening else self._next_line(lines))) is not None:
            await self.say(words)
            if listening is None:
                await self._hear()
            self._end_turn()
        if listening:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def say(self, words: str) -> None:
        """One line of input."""
        if words.startswith("!pay"):
            await self._pay(words.removeprefix("!pay").strip() or "4242424242424242")
        elif words.startswith("(") and words.endswith(")"):
            await self._tap(words[1:-1].strip())
        elif words.isdecimal() and int(words) in self._before:
            message, button = self._before[int(words)]
            await self._line.send({"type": "tap", "message": message, "button": button})
        elif words:
            await self._line.send({"type": "text", "text": words})

    async def _tap(self, label: str) -> None:
        for message in reversed(self._messages):
            for shown, button, url in choices_of(message):
                if shown.casefold() == label.casefold():
                    if button is None:
                        self._note(f"Open this in a browser: {url}")
                    else:
                        await self._line.send({"type": "tap", "message": message["id"], "button": button})
                    return
        self._note(f"There is no button “{label}” here.")

    async def _pay(self, card: str) -> None:
        links = [message["pay"]["url"] for message in self._messages if message["kind"] == "pay"]
        if not links:
            self._note("There is nothing to pay yet.")
            return
        # Only who pays needs them, and everybody would wait for them to be read.
        import httpx

        from etude.payments.sandbox.visitor import pay_with_test_card

        seen = len(self._messages)
        async with httpx.AsyncClient(timeout=20) as browser:
            answer = await pay_with_test_card(browser, links[-1], card)
        if answer.status_code == 402:
            self._note("The page says that this card was declined. Try another, such as !pay 4242424242424242")
        else:
            await self._hear(AFTER_PAYMENT, at_least=seen + 1)

    async def _next_line(self, lines: Lines) -> str | None:
        """The next line of a pipe; what is said until it comes is shown at once. Raises GoneError."""
        if not lines.empty():
            return lines.get_nowait()
        reading, showing = asyncio.create_task(lines.get()), asyncio.create_task(self._show_what_comes())
        try:
            await asyncio.wait((reading, showing), return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                raise GoneError
            return reading.result()
        finally:
            reading.cancel()
            showing.cancel()
            await asyncio.gather(reading, showing, return_exceptions=True)

    async def _listen(self, lines: Lines) -> None:
        await self._show_what_comes()
        self._note(str(GoneError()))
        lines.put_nowait(None)

    async def _show_what_comes(self) -> None:
        """Show what is said, a breath at a time, until the server is gone."""
        while (message := await self._line.said.get()) is not None:
            self._take(message)
            await asyncio.sleep(A_BREATH)
            while not self._line.said.empty() and (message := self._line.said.get_nowait()) is not None:
                self._take(message)
            self._show_taken()
            if message is None:
                break

    async def _hear(self, patience: float = A_MOMENT, at_least: int = 0, until_seq: int = 0) -> None:
        """Show what has been said, and wait a moment for more."""
        while True:
            short = len(self._messages) < at_least or (until_seq and self._seq < until_seq)
            try:
                wait = AFTER_PAYMENT if until_seq and self._seq < until_seq else patience if short else A_MOMENT
                # Not wait_for: on Python 3.11 it may lose a cancellation, and with it somebody's Ctrl-C.
                async with asyncio.timeout(wait):
                    message = await self._line.said.get()
            except TimeoutError:
                message = None
            if message is None:
                self._show_taken()
                return
            self._take(message, quiet=bool(until_seq) and message["seq"] <= until_seq - SHOWN_BEFORE)

    @property
    def _seq(self) -> int:
        return int(self._messages[-1]["seq"]) if self._messages else 0

    def _take(self, message: dict[str, Any], *, quiet: bool = False) -> None:
        self._messages.append(message)
        if not quiet and message["from"] != "you":
            self._unshown.append(message)

    def _show_taken(self) -> None:
        """What came together is shown together, because the choices in it are numbered together."""
        taken, self._unshown = self._unshown, []
        if not taken:
            return
        if self._as_json:
            drawn = [json.dumps(each, ensure_ascii=False) for each in taken]
        else:
            self._before = numbered_before(taken)
            drawn = draw_turn(taken, self._line.site)
        for words in drawn:
            self._show(words)

    def _note(self, words: str) -> None:
        """A word of the terminal's own."""
        self._show(json.dumps({"type": "note", "text": words}, ensure_ascii=False) if self._as_json else words)

    def _end_turn(self) -> None:
        if self._as_json:
            self._show(json.dumps({"type": "end", "seq": self._seq}))


def read_lines(source: TextIO) -> Lines:
    """Lines as they are typed, and None after the last.

    They are read from a copy of the descriptor in a thread of their own, so that the chat goes on meanwhile and whoever
    leaves it does not have to press Enter first.
    """
    lines: Lines = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        with suppress(RuntimeError), os.fdopen(os.dup(source.fileno()), encoding="utf-8", errors="replace") as copy:
            for words in copy:
                loop.call_soon_threadsafe(lines.put_nowait, words.strip())
            loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    return lines


def print_line(words: str) -> None:
    """To standard output, at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
