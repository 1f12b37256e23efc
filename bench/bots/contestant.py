"""What the students write to."""

from dataclasses import dataclass
from typing import Any, Protocol

from bench.bots.telegram import Phone, Telegram


@dataclass(frozen=True, slots=True)
class Step:
    """What is said after a move: the words, and the buttons as Telegram gets them."""

    text: str
    rows: list[list[dict[str, str]]]


# A booking as Etude says it. The peers say the same words and buttons, out of this list in memory.
Script = list[Step]


def script_of(phone: Phone) -> Script:
    """What was said to one student."""
    return [Step(shown.text, shown.rows) for shown in phone.shown]


class Contestant(Protocol):
    """A bot. `feed` returns when the update may be acknowledged: its state is safe, in the durable kinds."""

    name: str
    telegram: Telegram

    async def start(self) -> None: ...

    async def feed(self, update: dict[str, Any]) -> None: ...

    async def rest(self) -> None:
        """Until everything that came of the updates is done."""
        ...

    async def stop(self) -> None: ...
