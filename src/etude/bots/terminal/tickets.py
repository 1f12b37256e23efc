"""Tickets in the terminal: who waits for a person, an answer to them, and giving the conversation back."""

import hmac
from typing import Annotated

import httpx
from fastapi import APIRouter, Body, Depends, Header, HTTPException
from sqlalchemy import Connection

from etude.conversations.handoff.card import draw_card
from etude.conversations.handoff.tickets import answer, finish, said_since
from etude.core.ids import new_id
from etude.core.support.office import Office
from etude.core.support.store import Ticket, find_ticket, waiting_tickets
from etude.core.transaction import Transactions, Tx

PATH = "/operators/tickets"


class NoTicketError(Exception):
    """There is no such ticket that waits. `etude tickets` lists them."""


def ticket_routes(transactions: Transactions, office: Office, key: str) -> APIRouter:
    """For terminals of this machine, which know `key`."""

    def check(authorization: Annotated[str, Header()] = "") -> None:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {key}".encode()):
            raise HTTPException(401)

    async def show() -> list[str]:
        return await transactions.read(lambda conn: _draw_all(conn, office))

    async def reply(ticket: str, words: Annotated[str, Body(embed=True, min_length=1)]) -> None:
        await transactions.run(lambda tx: answer(tx, _waiting(tx, ticket), words, new_id("operator")))

    async def done(ticket: str) -> None:
        await transactions.run(lambda tx: finish(tx, _waiting(tx, ticket), new_id("operator")))

    made = APIRouter(prefix=PATH, include_in_schema=False, dependencies=[Depends(check)])
    made.add_api_route("", show, methods=["GET"])
    made.add_api_route("/{ticket}/answer", reply, methods=["POST"], status_code=204)
    made.add_api_route("/{ticket}/done", done, methods=["POST"], status_code=204)
    return made


def run_tickets(url: str, key: str, action: str, ticket: str, words: str) -> list[str]:
    """Ask the server that runs at `url`; what it says. Raises NoTicketError."""
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}) as server:
        if action == "list":
            found: list[str] = server.get(PATH).raise_for_status().json()
            return found or ["Nobody waits for a person."]
        body = {"words": words} if action == "answer" else None
        told = server.post(f"{PATH}/{ticket}/{action}", json=body)
        if told.status_code == 404:
            raise NoTicketError(str(NoTicketError.__doc__))
        told.raise_for_status()
    return ["Sent." if action == "answer" else "The bot has the conversation again."]


def _draw_all(conn: Connection, office: Office) -> list[str]:
    return ["\n".join(_draw(conn, ticket, office)) for ticket in waiting_tickets(conn)]


def _draw(conn: Connection, ticket: Ticket, office: Office) -> list[str]:
    who = {"you": "They", "etude": "Etude"}
    since = [f"{who.get(author, author)}: {words}" for author, words in said_since(conn, ticket)]
    *card, _how = draw_card(conn, ticket, office)
    return [f"── {ticket.id} ({ticket.state})", *card, *(["Since then:", *since] if since else []), ""]


def _waiting(tx: Tx, ticket: str) -> Ticket:
    found = find_ticket(tx.conn, ticket)
    if found is None or found.state == "done":
        raise HTTPException(404)
    return found
