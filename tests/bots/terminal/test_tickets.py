"""Without a group, whoever answers reads tickets in the terminal and writes back from there."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from etude.bots.terminal.tickets import PATH, NoTicketError, run_tickets
from etude.conversations import store
from etude.conversations.messages import TextIn
from etude.conversations.store import Address, Newcomer
from etude.conversations.turns import Delivery
from etude.core.support.store import waiting_tickets
from etude.testing.world import TERMINAL_KEY, World

DANIEL = Address("terminal", "daniel")


async def say(world: World, number: int, words: str) -> str:
    """Daniel says something; the last thing that stands in his chat then."""
    delivery = Delivery(DANIEL, f"daniel:{number}", TextIn(words), Newcomer("Daniel", "en", "Europe/Berlin"))
    conversation = await world.etude.turns.receive(delivery)
    return await newest(world, conversation)


async def newest(world: World, conversation) -> str:
    await world.settle()
    (message,) = await world.etude.transactions.read(lambda conn: store.last_messages(conn, conversation, 1))
    return str(message.reply.text) if message.reply else message.words


async def order(world: World, action: str, ticket: str = "", words: str = "") -> str:
    found = await asyncio.to_thread(run_tickets, world.url, TERMINAL_KEY, action, ticket, words)
    await world.settle()
    return "\n".join(found)


async def test_a_ticket_is_read_answered_and_done_in_the_terminal(world: World) -> None:
    assert await order(world, "list") == "Nobody waits for a person."
    await say(world, 1, "cello in Berlin")
    await say(world, 2, "talk to a person")
    await world.later(timedelta(minutes=1))
    await say(world, 3, "my invoice is wrong")
    (ticket,) = await world.etude.transactions.read(waiting_tickets)
    listed = await order(world, "list")
    assert f"{ticket.id} (open)" in listed
    assert "They: cello in Berlin" in listed
    assert "Since then:" in listed
    assert "They: my invoice is wrong" in listed

    await order(world, "answer", ticket.id, "I'll mend it today.")
    conversation = await world.etude.turns.meet(DANIEL, Newcomer())
    assert await newest(world, conversation) == "A person from Etude: I'll mend it today."
    assert await say(world, 4, "violin") == "violin"
    await order(world, "done", ticket.id)
    assert "violin" not in await newest(world, conversation)
    with pytest.raises(NoTicketError):
        await order(world, "answer", ticket.id, "Anything else?")


async def test_tickets_are_for_terminals_of_this_machine(world: World) -> None:
    for headers in ({}, {"Authorization": "Bearer guessed"}):
        assert (await world.browser.get(world.url + PATH, headers=headers)).status_code == httpx.codes.UNAUTHORIZED
