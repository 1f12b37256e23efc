"""Tickets for a person to answer: open until one of the operators writes, then taken, then done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from etude.core.ids import PersonId, TicketId, new_id
from etude.core.statements import Statement
from etude.core.tables import tickets
from etude.core.transaction import Tx

State = Literal["open", "taken", "done"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """Somebody wants a person. `turns` are (who, words) as it was then; `topic` is where operators talk about it."""

    id: TicketId
    person: PersonId
    turns: Sequence[Sequence[str]]
    state: State
    urgent: bool
    topic: str | None
    created_at: datetime


_waiting = tickets.c.state != "done"
_WAITING = Statement(select(tickets).where(tickets.c.person_id == bindparam("person"), _waiting).limit(1))


def open_ticket(tx: Tx, person: PersonId, turns: Sequence[Sequence[str]], *, urgent: bool = False) -> TicketId:
    """Ask for a person, with the last turns (who, words); while one is asked for, no second ticket is made."""
    known = waiting_ticket(tx.conn, person)
    if known is not None:
        if urgent:
            change_ticket(tx.conn, known.id, urgent=True)
        return known.id
    ticket = TicketId(new_id("tic"))
    row = {"id": ticket, "person_id": person, "turns": [list(turn) for turn in turns], "created_at": tx.now}
    tx.conn.execute(insert(tickets).values(row | {"urgent": urgent}))
    return ticket


def waiting_ticket(conn: Connection, person: PersonId) -> Ticket | None:
    """A person's ticket that is not done."""
    row = _WAITING.first(conn, person=person)
    return _ticket(row) if row else None


def load_ticket(conn: Connection, ticket: TicketId) -> Ticket:
    """The ticket; raises LookupError when there is none."""
    found = find_ticket(conn, ticket)
    if found is None:
        raise LookupError(f"no ticket {ticket}")
    return found


def find_ticket(conn: Connection, ticket: str) -> Ticket | None:
    """The ticket of this id, if there is one."""
    row = conn.execute(select(tickets).where(tickets.c.id == ticket)).first()
    return _ticket(row) if row else None


def ticket_in(conn: Connection, topic: str) -> Ticket | None:
    """The ticket that is talked about in this topic."""
    row = conn.execute(select(tickets).where(tickets.c.topic == topic)).first()
    return _ticket(row) if row else None


def waiting_tickets(conn: Connection) -> list[Ticket]:
    """All that are not done: the urgent first, then those that wait longest."""
    found = select(tickets).where(_waiting).order_by(tickets.c.urgent.desc(), tickets.c.created_at, tickets.c.id)
    return [_ticket(row) for row in conn.execute(found)]


def change_ticket(conn: Connection, ticket: TicketId, **values: object) -> None:
    """Set state, urgent, topic or person_id."""
    conn.execute(update(tickets).where(tickets.c.id == ticket).values(**values))


def forget_tickets(conn: Connection, person: PersonId) -> None:
    """That somebody asked for a person stays, and nothing of what was said."""
    conn.execute(update(tickets).where(tickets.c.person_id == person).values(turns=[], state="done"))


def _ticket(row: Row[Any] | Any) -> Ticket:
    return Ticket(row.id, row.person_id, row.turns, row.state, row.urgent, row.topic, row.created_at)
