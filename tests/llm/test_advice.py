"""A model's advice on tutors: it orders those who come out alike, and words why they fit, within what it was given."""

import json
from collections.abc import AsyncIterator
from itertools import count

import pytest

from etude.conversations.advice import keeps_to
from etude.conversations.messages import Cards, TextIn
from etude.conversations.store import Address, Newcomer, messages_after
from etude.conversations.turns import Delivery
from etude.core.text import Voice
from etude.testing.model_server import ModelServer, running_model_server
from etude.testing.world import World

FACTS = ["1.3 km from Camden", "teaches Jazz", "good with children"]
LONDONER = Newcomer(zone="Europe/London")


class Daniel:
    """Looks at the cards that he is shown."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._numbers = count()

    async def sees(self, words: str) -> list[tuple[str, list[str]]]:
        etude = self._world.etude
        delivery = Delivery(Address("terminal", "daniel"), f"daniel {next(self._numbers)}", TextIn(words), LONDONER)
        conversation = await etude.turns.receive(delivery)
        said = await etude.transactions.read(lambda conn: messages_after(conn, conversation, 0))
        last = next(each.reply for each in reversed(said) if isinstance(each.reply, Cards))
        voice = Voice("en", "Europe/London")
        return [(card.name, [reason.render(voice) for reason in card.reasons]) for card in last.cards]


@pytest.fixture
async def server(world: World) -> AsyncIterator[ModelServer]:
    async with running_model_server() as running:
        world.settings.openai_url = running.url
        world.settings.openai_advises = True
        await world.restart()
        yield running


@pytest.fixture
def daniel(world: World) -> Daniel:
    return Daniel(world)


@pytest.fixture
def alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """All who are found come out alike."""
    monkeypatch.setattr("etude.conversations.advice.ALIKE", 100)


def asked_for(server: ModelServer, key: str) -> list[dict[str, object]]:
    asked = [json.loads(each.words) for each in server.questions if each.words.startswith("{")]
    return [each for each in asked if key in each]


async def test_those_who_come_out_alike_are_shown_in_its_order(
    world: World, daniel: Daniel, server: ModelServer, alike: None
) -> None:
    server.answer = {}
    before = await daniel.sees("jazz piano near Camden")
    server.answers = {"ties": {"order": ["c", "a", "b"]}}
    after = await daniel.sees("jazz piano near Camden, under £90")
    assert [name for name, _reasons in after] == [before[at][0] for at in (2, 0, 1)]


async def test_the_model_sees_figures_and_no_tutor(daniel: Daniel, server: ModelServer, alike: None) -> None:
    shown = await daniel.sees("jazz piano near Camden")
    assert asked_for(server, "tutors")
    for asked in server.questions:
        for name, _reasons in shown:
            for part in name.split():
                assert part not in asked.words


@pytest.mark.parametrize(
    "order", [["a"], ["a", "b", "z"], ["a", "a", "b"], ["a", "b", "c", "d"], "abc", [1, 2, 3], None, [["a"]]], ids=str
)
async def test_an_order_of_others_changes_nothing(
    daniel: Daniel, server: ModelServer, alike: None, order: object
) -> None:
    server.status = 500
    before = await daniel.sees("jazz piano near Camden")
    server.status, server.answers = 200, {"ties": {"order": order}, "reasons": {}}
    assert await daniel.sees("jazz piano near Camden, under £90") == before


async def test_one_who_is_clearly_better_stays_first(daniel: Daniel, server: ModelServer) -> None:
    server.answer = {"order": ["b", "a"]}
    await daniel.sees("jazz piano for my 9 year old near Camden")
    assert all(len(asked["tutors"]) < 3 for asked in asked_for(server, "tutors"))  # type: ignore[arg-type]


async def test_reasons_are_said_in_its_words_where_they_keep_to_the_facts(daniel: Daniel, server: ModelServer) -> None:
    server.answers = {"reasons": {"sentence": "Teaches online."}}
    _name, reasons = (await daniel.sees("piano online"))[0]
    facts = asked_for(server, "facts")[0]["facts"]
    assert reasons == ["Teaches online."] or isinstance(facts, list)
    server.answers = {"reasons": {"sentence": "Ada Byrne is the very best."}}
    for _name, reasons in await daniel.sees("jazz piano near Camden"):
        assert "Ada Byrne is the very best." not in reasons


async def test_without_the_model_nobody_misses_anything(daniel: Daniel, server: ModelServer) -> None:
    server.answer = "I am only a model"
    for _name, reasons in await daniel.sees("jazz piano near Camden"):
        assert reasons


@pytest.mark.parametrize(
    ("sentence", "locale"),
    [
        ("Teaches jazz, 1.3 km from Camden, and is good with children.", "en"),
        ("Good with children, teaching jazz just 1.3 km from Camden.", "en"),
    ],
)
def test_other_words_for_the_same_facts_may_be_said(sentence: str, locale: str) -> None:
    assert keeps_to(sentence, FACTS, locale)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada teaches jazz, 1.3 km from Camden.",
        "Teaches jazz, 2 km from Camden.",
        "Teaches jazz near Camden.",
        "Teaches jazz 1.3 km from Camden on Mondays.",
        "Teaches jazz 1.3 km from Camden today.",
        "Teaches two children jazz, 1.3 km from Camden.",
        "Teaches jazz, 1.3 km from Camden and from Hackney.",
        "Teaches jazz, 1.3 km from Camden. See www.jazz.example.com",
        "Teaches jazz, 1.3 km from Camden, <b>really</b>.",
        "Teaches jazz, 1.3 km from Camden" + " and so on" * 20,
        "",
    ],
)
def test_a_number_a_name_or_a_day_of_its_own_is_refused(sentence: str) -> None:
    assert not keeps_to(sentence, FACTS, "en")


def test_it_is_checked_in_the_readers_language() -> None:
    facts = ["unterrichtet seit 12 Jahren", "gut mit Kindern", "online"]
    assert keeps_to("Gibt seit 12 Jahren Unterricht, gut mit Kindern und online.", facts, "de")
    assert not keeps_to("Gibt seit 12 Jahren Unterricht, jeden Montag.", facts, "de")
    assert not keeps_to("Gibt seit zwölf Jahren Unterricht.", facts, "de")
    assert not keeps_to("Enseña desde hace 12 años los martes.", ["enseña desde hace 12 años"], "es")
