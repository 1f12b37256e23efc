"""One turn, one transaction: a connection, the turn's time, and the events that happened in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from etude.core.events import Event

Handler = Callable[["Tx", Event], None]


@dataclass
class Tx:
    """Domain functions take this: they write through `conn`, read the time from `now` (UTC), and publish events.

    Events are answered inside the same transaction, in the order they were published, by the handlers that `etude.app`
    wired for their type. `wake` collects what the process should look at as soon as the transaction has committed.
    """

    conn: Connection
    now: datetime
    handlers: Mapping[type, Sequence[Handler]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    wake: set[str] = field(default_factory=set)

    def publish(self, event: Event) -> None:
        self.events.append(event)
        for handler in self.handlers.get(type(event), ()):
            handler(self, event)
