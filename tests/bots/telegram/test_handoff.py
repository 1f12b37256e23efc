"""Carla asks for a person; Sam takes the conversation in the operators' group, and gives it back."""

from collections.abc import AsyncIterator

import pytest

from etude.bots.telegram import Channel
from etude.conversations import store
from etude.conversations.messages import TextIn
from etude.conversations.store import Address, Newcomer
from etude.conversations.turns import Delivery
from etude.testing.telegram_server import Group, Person


@pytest.fixture
def sam(server) -> Person:
    return server.person(7001, "Samantha", last_name="Private", username="sam_at_home")


@pytest.fixture
def office(server, sam) -> Group:
    return server.group("Etude's people", [sam], forum=True)


@pytest.fixture
def wanted(office, monkeypatch) -> None:
    monkeypatch.setenv("ETUDE_OPERATORS_GROUP", str(office.id))
    monkeypatch.setenv("ETUDE_OPERATORS_NAME", "Sam")


@pytest.fixture
async def manned(wanted, school) -> AsyncIterator[Channel]:
    async with school.open() as channel:
        yield channel


async def ask_for_a_person(school, carla, sam, office) -> None:
    await carla.send("piano near Camden")
    await carla.wait_for(1)
    await carla.send("talk to a person")
    await school.until(lambda: bool(office.topics) and len(read(sam, office)) == 1)


def read(sam, office) -> list[str]:
    """What the bot has posted into the newest topic."""
    return [each.text for each in sam.messages(office, office.topics[-1]) if each.from_bot and not each.service]


def last(person) -> str:
    return [each.text for each in person.chat if each.from_bot][-1]


async def test_a_person_takes_a_conversation_and_gives_it_back(manned, school, carla, sam, office) -> None:
    await ask_for_a_person(school, carla, sam, office)
    (topic,) = office.topics
    assert topic.name.startswith("Carla · ")
    (card,) = read(sam, office)
    assert "Carla would like a person" in card
    assert "They: piano near Camden" in card
    assert "They: talk to a person" in card

    await carla.send("my card was charged twice, I think")
    await school.until(lambda: "Carla: my card was charged twice, I think" in read(sam, office))
    await sam.send("Let me look. Which bank?", chat=office, topic=topic)
    await school.until(lambda: last(carla) == "Sam from Etude: Let me look. Which bank?")
    assert not any("Samantha" in each.text or "Private" in each.text for each in carla.chat)

    before = len(carla.chat)
    await carla.send("violin on Tuesdays")
    await school.until(lambda: read(sam, office)[-1] == "Carla: violin on Tuesdays")
    assert len(carla.chat) == before + 1, "The bot is silent."

    await sam.send("/done", chat=office, topic=topic)
    await school.until(lambda: "here is who fits best" in last(carla))
    assert "Sam has left the chat, and I'm back." in [each.text for each in carla.chat]
    await school.until(lambda: read(sam, office)[-1] == "The bot has the conversation again.")
    await sam.send("One more thing", chat=office, topic=topic)
    await school.until(lambda: read(sam, office)[-1].startswith("That was not passed on"))
    assert "One more thing" not in last(carla)


async def test_whoever_wants_the_bot_says_so(manned, school, carla, sam, office) -> None:
    await ask_for_a_person(school, carla, sam, office)
    await sam.send("Hello", chat=office, topic=office.topics[0])
    await school.until(lambda: last(carla) == "Sam from Etude: Hello")
    await carla.send("Zurück zum Bot, bitte!")
    await school.until(lambda: "here is who fits best" in last(carla))
    await school.until(lambda: read(sam, office)[-1] == "The bot has the conversation again.")


async def test_everything_comes_once_though_telegram_tells_it_twice(manned, school, server, carla, sam, office) -> None:
    server.duplicate_updates = True
    await ask_for_a_person(school, carla, sam, office)
    await sam.send("Hello", chat=office, topic=office.topics[0])
    await sam.send("And welcome", chat=office, topic=office.topics[0])
    await school.until(lambda: last(carla) == "Sam from Etude: And welcome")
    await carla.send("thank you")
    await school.until(lambda: read(sam, office)[-1] == "Carla: thank you")
    assert len(office.topics) == 1
    assert read(sam, office).count("Carla: thank you") == 1
    assert [each.text for each in carla.chat].count("Sam from Etude: Hello") == 1


async def test_an_answer_finds_whoever_asked_in_the_widget(manned, school, sam, office) -> None:
    visitor = Address("widget", "somebody")
    for number, words in enumerate(("hello", "talk to a person")):
        delivery = Delivery(visitor, f"w:{number}", TextIn(words), Newcomer("Wim", "en", "Europe/London"))
        conversation = await school.etude.turns.receive(delivery)
    await school.until(lambda: bool(office.topics) and len(read(sam, office)) == 1)
    await sam.send("Here I am", chat=office, topic=office.topics[0])

    async def told() -> bool:
        said = await school.etude.transactions.read(lambda conn: store.last_messages(conn, conversation, 1))
        return str(said[0].reply and said[0].reply.text) == "Sam from Etude: Here I am"

    await school.until(told)


async def test_words_that_disclose_harm_stand_first_and_apart(manned, school, carla, sam, office) -> None:
    await carla.send("my son says he wants to kill himself")
    await carla.wait_for(3)
    await school.until(lambda: bool(office.topics) and len(read(sam, office)) == 1)
    assert office.topics[0].name.startswith("URGENT · Carla")
    assert read(sam, office)[0].startswith("URGENT: read this first.")


async def test_pictures_are_not_passed_on_and_sam_is_told(manned, school, carla, sam, office) -> None:
    await ask_for_a_person(school, carla, sam, office)
    await sam.send("/help", chat=office, topic=office.topics[0])
    await school.until(lambda: read(sam, office)[-1].startswith("I can pass on words only."))
