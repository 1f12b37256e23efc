"""Tickets for a person to answer."""

from collections.abc import Sequence

from sqlalchemy import insert, select

from etude.core.ids import PersonId, TicketId, new_id
from etude.core.tables import tickets
from etude.core.transaction import Tx


def open_ticket(tx: Tx, person: PersonId, turns: Sequence[Sequence[str]]) -> TicketId:
    """Ask for a person, with the last turns (who, words); while one is open, no second is made."""
    waiting = select(tickets.c.id).where(tickets.c.person_id == person, tickets.c.state == "open")
    known = tx.conn.execute(waiting).scalar()
    if known is not None:
        return TicketId(known)
    ticket = TicketId(new_id("tic"))
    row = {"id": ticket, "person_id": person, "turns": [list(turn) for turn in turns], "created_at": tx.now}
    tx.conn.execute(insert(tickets).values(row))
    return ticket
