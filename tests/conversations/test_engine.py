"""The engine alone, in memory: flows are run again from the top, and nothing is done or said twice."""

import asyncio
import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine

from etude.conversations.chat import Chat, DuplicateNameError, Scene
from etude.conversations.engine import Absorbed, Answered, Command, Dropped, Engine, Flow, StaleError, Started, WentBack
from etude.conversations.forms import Form, Option, answer, any_words, consent
from etude.conversations.house import House
from etude.conversations.messages import GiveAnswer, Say, buttons_of
from etude.conversations.state import Given, State
from etude.core.errors import EtudeError
from etude.core.ids import PersonId
from etude.core.people.model import Person
from etude.core.text import _, verbatim
from etude.core.transaction import Tx

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
DANIEL = Person(PersonId("per_daniel"), "Daniel", "en", "Europe/Berlin", None, True, None, False, {}, 1)
HOUSE = House("http://localhost", "a secret", 15)
LEDGER: list[str] = []


# A flow of three questions, as a newcomer writes it: form, dialogue, effect, and its line in the list of flows.
class Lunch(Form):
    dish = answer(str, reads=any_words)
    drink = answer(str)
    agreed = consent()


async def lunch(chat: Chat) -> str:
    """Three questions: what to eat, what to drink, and a yes to both."""
    dish = await chat.ask(Lunch.dish, _("What would you like to eat?"), check=is_on_the_menu)
    drinks = [Option(_("Water"), "water"), Option(_("Wine"), "wine")]
    drink = await chat.ask(Lunch.drink, _("And to drink?"), drinks, given=[dish])
    await chat.agree(Lunch.agreed, Say(_("{dish} and {drink}.", dish=dish, drink=drink)), [dish, drink], yes=_("Order"))
    await chat.once("order", place_order, dish, drink, undo=take_back)
    await chat.say(_("Coming!"))
    rating = await chat.ask(Later.rating, _("How was it?"), [Option(_("Good"), 1), Option(_("Bad"), 0)])
    return f"rated:{rating}"


class Later(Form):
    rating = answer(int, former=("stars",))


def is_on_the_menu(dish: str) -> Any:
    return _("We have no {dish}.", dish=dish) if dish == "fugu" else None


def place_order(tx: Tx, dish: str, drink: str) -> str:
    LEDGER.append(f"ordered {dish} with {drink}")
    return dish


def take_back(tx: Tx, dish: str) -> None:
    LEDGER.append(f"took back {dish}")


LUNCH = Flow("lunch", Lunch, lunch, _("your lunch"), _("Lunch"), parts=(Later,))


@dataclass
class Table:
    """A conversation of somebody who is served by these flows; each command is a turn of its own."""

    conn: Connection
    flows: dict[str, Flow] = field(default_factory=lambda: {"lunch": LUNCH})
    state: State = field(default_factory=State)
    last: list[str] = field(default_factory=list)

    def take(self, *commands: Command) -> list[str]:
        self.state = State.load(self.state.dump())  # as between two turns, perhaps on two machines
        self.state.turn += 1
        scene = Scene(Tx(self.conn, NOW), DANIEL, HOUSE, turn=self.state.turn)
        engine = Engine(self.flows)
        engine.bring_up_to_date(scene, self.state)
        engine.take(scene, self.state, *commands)
        self.last = [str(reply.text) for reply in scene.out]
        self.buttons = {str(b.label): b.meaning for reply in scene.out for b in buttons_of(reply)}
        return self.last

    def say(self, value: object) -> list[str]:
        run = self.state.current
        assert run is not None
        assert run.asked is not None
        return self.take(Answered(run.id, run.asked.path, value))

    def tap(self, label: str) -> list[str]:
        return self.give(self.meaning(label))

    def give(self, button: GiveAnswer) -> list[str]:
        return self.take(Answered(button.run, button.question, button.value, button.seal))

    def meaning(self, label: str) -> GiveAnswer:
        meaning = self.buttons[label]
        assert isinstance(meaning, GiveAnswer)
        return meaning


@pytest.fixture
def table() -> Iterator[Table]:
    LEDGER.clear()
    engine = create_engine("sqlite://")
    with engine.connect() as conn:
        yield Table(conn)
    engine.dispose()


def order(table: Table) -> None:
    table.take(Started("lunch"))
    table.say("soup")
    table.tap("Water")
    table.tap("Order")


def test_three_questions_one_after_the_other(table: Table) -> None:
    assert table.take(Started("lunch")) == ["What would you like to eat?"]
    assert table.say("soup") == ["And to drink?"]
    assert table.tap("Water") == ["soup and water."]
    assert table.tap("Order") == ["Coming!", "How was it?"]
    table.tap("Good")
    assert LEDGER == ["ordered soup with water"]
    assert table.state.current is None
    assert list(table.state.ended.values()) == ["rated:1"]


def test_a_flow_of_three_questions_is_short() -> None:
    written = (Lunch, lunch, Later, is_on_the_menu, place_order, take_back)
    assert sum(len(inspect.getsource(part).splitlines()) for part in written) < 40


def test_running_it_again_repeats_nothing(table: Table) -> None:
    order(table)
    assert table.take() == []
    assert table.take() == []
    assert LEDGER == ["ordered soup with water"]


def test_a_correction_undoes_what_was_done_for_the_old_answer(table: Table) -> None:
    order(table)
    assert table.take(Absorbed("dish", "stew")) == ["And to drink?"]
    assert LEDGER == ["ordered soup with water", "took back soup"]
    table.tap("Wine")
    table.tap("Order")
    assert LEDGER[2:] == ["ordered stew with wine"]


def test_stopping_takes_everything_back(table: Table) -> None:
    order(table)
    assert table.take(Dropped()) == ["OK, I've stopped your lunch."]
    assert LEDGER[-1] == "took back soup"


def test_going_back_returns_to_what_was_said_before_the_correction(table: Table) -> None:
    table.take(Started("lunch"))
    table.say("soup")
    table.tap("Water")
    table.take(Absorbed("dish", "stew"))
    assert table.take(WentBack()) == ["soup and water."]
    assert table.take(WentBack()) == ["And to drink?"]
    assert table.take(WentBack()) == ["What would you like to eat?"]
    assert table.take(WentBack())[0] == "There is nothing to go back to."


def test_a_yes_counts_only_for_what_it_was_shown_with(table: Table) -> None:
    table.take(Started("lunch"))
    table.say("soup")
    table.tap("Water")
    yes = table.meaning("Order")
    table.take(Absorbed("dish", "stew"))
    table.tap("Water")
    assert table.give(yes) == ["Something has changed since. Please look again.", "stew and water."]
    assert LEDGER == []


def test_a_second_tap_on_yes_does_nothing_more(table: Table) -> None:
    table.take(Started("lunch"))
    table.say("soup")
    table.tap("Water")
    yes = table.meaning("Order")
    table.give(yes)
    assert table.give(yes) == ["How was it?"]
    assert LEDGER == ["ordered soup with water"]


def test_an_old_button_corrects(table: Table) -> None:
    table.take(Started("lunch"))
    table.say("soup")
    wine = table.meaning("Wine")
    table.tap("Water")
    assert table.give(wine) == ["soup and wine."]


def test_a_button_of_something_that_has_ended_says_what_it_led_to(table: Table) -> None:
    table.take(Started("lunch"))
    table.say("soup")
    wine = table.meaning("Wine")
    table.tap("Water")
    table.tap("Order")
    table.tap("Good")
    with pytest.raises(StaleError) as stale:
        table.give(wine)
    assert stale.value.outcome == "rated:1"


def test_an_answer_that_will_not_do_is_asked_for_again(table: Table) -> None:
    table.take(Started("lunch"))
    assert table.say("fugu") == ["We have no fugu.", "What would you like to eat?"]


def test_a_renamed_answer_is_found_under_its_former_name(table: Table) -> None:
    order(table)
    run = table.state.current
    assert run is not None
    run.answers["stars"] = Given(1, None, table.state.turn)
    table.take()
    assert table.state.ended[run.id] == "rated:1"


def test_a_flow_that_is_no_more_ends_and_takes_back_what_it_did(table: Table) -> None:
    order(table)
    table.flows = {}
    assert table.take() == []
    assert table.state.current is None
    assert LEDGER == ["ordered soup with water", "took back soup"]


def test_a_flow_that_is_no_more_ends_also_where_what_it_did_cannot_be_taken_back(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_paid_for(_tx: Tx, _dish: str) -> None:
        raise EtudeError

    order(table)
    monkeypatch.setattr(f"{__name__}.take_back", is_paid_for)
    table.flows = {}
    assert table.take() == []
    assert table.state.current is None


def test_a_digression_comes_back(table: Table) -> None:
    async def joke(chat: Chat) -> str:
        await chat.say(_("Knock, knock."))
        return ""

    table.flows["joke"] = Flow("joke", Form, joke, _("a joke"), _("A joke"))
    table.take(Started("lunch"))
    table.say("soup")
    assert table.take(Started("joke")) == ["Knock, knock.", "And to drink?"]


def test_one_name_is_used_once(table: Table) -> None:
    async def twice(chat: Chat) -> str:
        await chat.once("order", place_order, "soup", "water")
        await chat.once("order", place_order, "stew", "water")
        return ""

    table.flows["twice"] = Flow("twice", Form, twice, _("lunch twice"), _("Twice"))
    with pytest.raises(DuplicateNameError):
        table.take(Started("twice"))


def test_a_part_has_names_of_its_own(table: Table) -> None:
    async def course(chat: Chat) -> str:
        return await chat.ask(Lunch.dish, _("Which dish?"))

    async def menu(chat: Chat) -> str:
        first = await chat.call(course, key="first")
        second = await chat.call(course, key="second")
        await chat.say(verbatim(f"{first}, then {second}."))
        return ""

    table.flows["menu"] = Flow("menu", Lunch, menu, _("the menu"), _("Menu"))
    table.take(Started("menu"))
    table.say("soup")
    assert table.say("stew") == ["soup, then stew."]


def test_a_flow_awaits_only_its_chat(table: Table) -> None:
    async def sleepy(chat: Chat) -> str:
        await asyncio.sleep(0)
        return ""

    table.flows["sleepy"] = Flow("sleepy", Form, sleepy, _("a nap"), _("Nap"))
    with pytest.raises(TypeError, match="awaits only its chat"):
        table.take(Started("sleepy"))


def test_when_it_cannot_be_done_nothing_has_changed(table: Table) -> None:
    async def closed(chat: Chat) -> str:
        raise EtudeError

    table.flows["closed"] = Flow("closed", Form, closed, _("dinner"), _("Dinner"))
    table.take(Started("lunch"))
    before = table.state.dump()
    with pytest.raises(EtudeError):
        table.take(Started("closed"))
    after = State.load(table.state.dump())
    assert after.runs == State.load(before).runs
    assert after.ended == {}


def test_what_a_question_shows_is_looked_up_only_while_it_is_open(table: Table) -> None:
    async def supper(chat: Chat) -> str:
        async def menu() -> Say:
            LEDGER.append("read the menu")
            return Say(_("What would you like to eat?"))

        dish = await chat.ask(Lunch.dish, menu)
        return await chat.ask(Lunch.drink, _("And with the {dish}?", dish=dish))

    table.flows["supper"] = Flow("supper", Lunch, supper, _("your supper"), _("Supper"))
    assert table.take(Started("supper")) == ["What would you like to eat?"]
    assert table.say("soup") == ["And with the soup?"]
    assert LEDGER == ["read the menu"]
