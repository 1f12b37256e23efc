"""Tells the sockets of this process that something was said. The message table is the truth; this only hints."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from etude.core.ids import ConversationId


class Hub:
    """One event for each open socket, set whenever its conversation grows."""

    def __init__(self) -> None:
        self._listening: defaultdict[ConversationId, set[asyncio.Event]] = defaultdict(set)

    def said(self, conversation: ConversationId, seq: int) -> None:
        """Something was written to this conversation."""
        for event in self._listening.get(conversation, ()):
            event.set()

    def look(self) -> None:
        """Something may have been said anywhere."""
        for events in self._listening.values():
            for event in events:
                event.set()

    @contextmanager
    def listening(self, conversation: ConversationId) -> Iterator[asyncio.Event]:
        """An event that is set when the conversation grows, while the block runs."""
        event = asyncio.Event()
        self._listening[conversation].add(event)
        try:
            yield event
        finally:
            self._listening[conversation].discard(event)
            if not self._listening[conversation]:
                del self._listening[conversation]
