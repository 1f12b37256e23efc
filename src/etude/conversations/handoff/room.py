"""Where operators read along and answer: the port to it, and the jobs that bring things there."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Protocol

from sqlalchemy import Connection

from etude.conversations.handoff.card import draw_card, name_topic
from etude.core.ids import TicketId
from etude.core.jobs.store import Closing, Job
from etude.core.jobs.worker import JobHandler, RetryLaterError
from etude.core.support.office import Office
from etude.core.support.store import Ticket, change_ticket, load_ticket
from etude.core.transaction import Transactions

# The group is there as soon as the bot is.
WITHOUT_ROOM = timedelta(minutes=5)


class Room(Protocol):
    """A place with a topic for each ticket; raises as a courier does."""

    async def open_topic(self, name: str) -> str:
        """A new topic; its id."""
        ...

    async def post(self, topic: str, lines: Sequence[str]) -> None:
        """Say these lines in it."""
        ...


def job_handlers(transactions: Transactions, rooms: Mapping[str, Room], office: Office) -> dict[str, JobHandler]:
    """The jobs of a ticket. They share a lane, so that the topic is there before the card, and the card before words.

    Each makes one call: after a crash the one that was under way may come twice, never one that was done.
    """

    def room() -> Room:
        for each in rooms.values():
            return each
        raise RetryLaterError(WITHOUT_ROOM)

    async def look(job: Job) -> Ticket:
        return await transactions.read(lambda conn: load_ticket(conn, TicketId(job.word("ticket"))))

    async def open_topic(job: Job) -> Closing | None:
        ticket = await look(job)
        if ticket.topic is not None:
            return None
        name = await transactions.read(lambda conn: name_topic(conn, ticket))
        topic = await room().open_topic(name)
        return lambda conn: change_ticket(conn, ticket.id, topic=topic)

    async def post_card(job: Job) -> None:
        ticket = await look(job)

        def draw(conn: Connection) -> list[str]:
            return draw_card(conn, ticket, office)

        await room().post(_topic(ticket), await transactions.read(draw))

    async def post_words(job: Job) -> None:
        await room().post(_topic(await look(job)), job.word("words").split("\n"))

    return {"operators.topic": open_topic, "operators.card": post_card, "operators.post": post_words}


def _topic(ticket: Ticket) -> str:
    if ticket.topic is None:
        raise LookupError(f"no topic for {ticket.id}")
    return ticket.topic
