"""Ten thousand random steps of a conversation beside a simple model of it: the two never differ."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import create_engine

from etude.conversations.chat import Chat, Scene, digest
from etude.conversations.engine import (
    MOST_STEPS_BACK,
    Absorbed,
    Answered,
    AskedAgain,
    Command,
    Dropped,
    Engine,
    Flow,
    StaleError,
    Started,
    WentBack,
)
from etude.conversations.forms import Form, Option, answer, consent
from etude.conversations.house import House
from etude.conversations.messages import GiveAnswer, Say, buttons_of
from etude.conversations.state import State
from etude.core.ids import PersonId
from etude.core.people.model import Person
from etude.core.text import _
from etude.core.transaction import Tx

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
DANIEL = Person(PersonId("per_daniel"), "Daniel", "en", "Europe/Berlin", None, True, None, False, {}, 1)
HOUSE = House("http://localhost", "a secret", 15)
DISHES, DRINKS = ("soup", "stew"), ("water", "wine")
PLACED: list[tuple[str, str]] = []


def _options(values: tuple[str, ...]) -> list[Option[str]]:
    return [Option(_("{words}", words=value), value) for value in values]


def place(tx: Tx, dish: str, drink: str) -> list[str]:
    PLACED.append((dish, drink))
    return [dish, drink]


def take_back(tx: Tx, placed: list[str]) -> None:
    PLACED.remove((placed[0], placed[1]))


class Meal(Form):
    dish = answer(str)
    drink = answer(str)
    agreed = consent()
    rating = answer(int)


async def meal(chat: Chat) -> str:
    dish = await chat.ask(Meal.dish, _("What would you like to eat?"), _options(DISHES))
    drink = await chat.ask(Meal.drink, _("And to drink?"), _options(DRINKS), given=[dish])
    return await finish(chat, dish, drink)


async def finish(chat: Chat, dish: str, drink: str) -> str:
    await chat.agree(Meal.agreed, Say(_("{dish} and {drink}.", dish=dish, drink=drink)), [dish, drink], yes=_("Order"))
    await chat.once("order", place, dish, drink, undo=take_back)
    rating = await chat.ask(Meal.rating, _("How was it?"), [Option(_("Good"), 1)])
    return f"rated:{rating}"


def _next_version() -> Flow:
    """The same dialogue after a deploy: one answer has another name."""

    class Meal(Form):
        dish = answer(str)
        beverage = answer(str, former=("drink",))
        agreed = consent()
        rating = answer(int)

    async def meal(chat: Chat) -> str:
        dish = await chat.ask(Meal.dish, _("What would you like to eat today?"), _options(DISHES))
        drink = await chat.ask(Meal.beverage, _("And to drink?"), _options(DRINKS), given=[dish])
        return await finish(chat, dish, drink)

    return Flow("meal", Meal, meal, _("your meal"), _("Meal"))


class Asking(Form):
    word = answer(str)


async def ask_aside(chat: Chat) -> str:
    return await chat.ask(Asking.word, _("Which word?"), _options(("this", "that")))


ASIDE = Flow("aside", Asking, ask_aside, _("a word"), _("A word"))
BEFORE, AFTER = Flow("meal", Meal, meal, _("your meal"), _("Meal")), _next_version()


@dataclass
class Said:
    """One answer as it was given in a turn; a drink was chosen for a dish, unless it was named in advance."""

    turn: int
    value: str
    chosen_for: str | None = None


@dataclass
class Model:
    """What the person has said, plainly: for each question the answers one after another, the last one counts."""

    said: dict[str, list[Said]] = field(default_factory=dict)

    def last(self, name: str) -> Said | None:
        return self.said[name][-1] if self.said.get(name) else None

    def value(self, name: str) -> str | None:
        last = self.last(name)
        return last.value if last else None

    def seal(self) -> str:
        return digest([self.value("dish"), self.value("drink")])

    def settle(self) -> None:
        """A drink named in advance is for the dish that is eaten; a yes to something else counts no more."""
        dish, drink = self.last("dish"), self.last("drink")
        if dish and drink and drink.chosen_for is None:
            drink.chosen_for = dish.value
        if dish and drink and drink.chosen_for == dish.value and self.value("agreed") != self.seal():
            self.said.pop("agreed", None)

    def asks(self) -> str:
        dish, drink = self.last("dish"), self.last("drink")
        if dish is None:
            return "dish"
        if drink is None or drink.chosen_for != dish.value:
            return "drink"
        return "rating" if self.last("agreed") else "agreed"

    def placed(self) -> list[tuple[str, str]]:
        return [(self.value("dish") or "", self.value("drink") or "")] if self.asks() == "rating" else []

    def answer(self, name: str, said: Said) -> None:
        self.said.setdefault(name, []).append(said)

    def step_back(self) -> None:
        """What the last answering turn said is unsaid."""
        turns = [stack[-1].turn for stack in self.said.values() if stack]
        for stack in self.said.values():
            if stack and stack[-1].turn == max(turns):
                stack.pop()


class Conversation(RuleBasedStateMachine):
    """Answers, corrections, old buttons, steps back, digressions, duplicates, crashes and a deploy, in any order."""

    def __init__(self) -> None:
        super().__init__()
        PLACED.clear()
        self.engine = create_engine("sqlite://")
        self.conn = self.engine.connect()
        self.flow = BEFORE
        self.state = State()
        self.shown: list[GiveAnswer] = []
        self.begin()

    def teardown(self) -> None:
        self.conn.close()
        self.engine.dispose()

    def begin(self) -> None:
        self.model = Model()
        self.take(Started("meal"))

    def take(self, *commands: Command) -> list[str]:
        self.state = State.load(self.state.dump())
        self.state.turn += 1
        scene = Scene(Tx(self.conn, NOW), DANIEL, HOUSE, turn=self.state.turn)
        engine = Engine({"meal": self.flow, "aside": ASIDE})
        engine.bring_up_to_date(scene, self.state)
        engine.take(scene, self.state, *commands)
        buttons = (button.meaning for reply in scene.out for button in buttons_of(reply))
        self.shown += [meaning for meaning in buttons if isinstance(meaning, GiveAnswer)]
        self.model.settle()
        return [str(reply.text) for reply in scene.out]

    @property
    def path(self) -> str:
        run = self.state.current
        assert run is not None
        assert run.asked is not None
        return run.asked.path

    def in_meal(self) -> bool:
        return self.state.current is not None and self.state.current.flow == "meal"

    @precondition(lambda self: self.in_meal() and self.path != "rating")
    @rule(number=st.integers(0, 1))
    def answer_what_is_asked(self, number: int) -> None:
        run = self.state.current
        assert run is not None
        assert run.asked is not None
        choices = run.asked.choices
        value = choices[number % len(choices)][1]
        self.do(Answered(run.id, run.asked.path, value, run.asked.seal))

    @precondition(lambda self: self.shown)
    @rule(which=st.integers(0, 200))
    def tap_an_old_button(self, which: int) -> None:
        button = self.shown[which % len(self.shown)]
        command = Answered(button.run, button.question, button.value, button.seal)
        run = self.state.find(button.run)
        if run is None:
            before = self.state.dump()
            try:
                self.take(command)
            except StaleError:
                self.state.turn = State.load(before).turn
                return
            raise AssertionError("a button of something that has ended did something")
        if run.flow == "aside" or button.question == "rating":
            return
        self.do(command)

    def do(self, command: Answered) -> None:
        """Give an answer and note it, unless it is a yes to something else than what is asked."""
        run = self.state.find(command.run)
        assert run is not None
        known = run.answers.get(command.path)
        if command.seal is not None:
            again = known is not None and known.value == command.value
            stands = run.asked is not None and run.asked.seal == command.seal
            if again or not stands:
                self.take(command)
                return
        name = command.path.replace("beverage", "drink")
        if len(self.model.said.get(name, ())) < MOST_STEPS_BACK:
            here = run.asked is not None and run.asked.path == command.path
            dish = self.asked_for(run.asked.inputs) if here and run.asked and name == "drink" else None
            self.model.answer(name, Said(self.state.turn + 1, str(command.value), dish))
            self.take(command)

    def asked_for(self, inputs: str | None) -> str | None:
        """The dish that the open question about the drink was asked for."""
        return next((dish for dish in DISHES if digest([dish]) == inputs), None)

    @precondition(lambda self: self.in_meal())
    @rule(dish=st.sampled_from(DISHES))
    def correct_the_dish(self, dish: str) -> None:
        if len(self.model.said.get("dish", ())) < MOST_STEPS_BACK:
            self.model.answer("dish", Said(self.state.turn + 1, dish))
            self.take(Absorbed("dish", dish))

    @precondition(lambda self: self.in_meal() and any(self.model.said.values()))
    @rule()
    def step_back(self) -> None:
        self.model.step_back()
        self.take(WentBack())

    @precondition(lambda self: self.in_meal())
    @rule()
    def stop_and_begin_again(self) -> None:
        self.take(Dropped())
        assert PLACED == []
        self.begin()

    @rule()
    def digress(self) -> None:
        self.take(Started("aside"))
        assert self.path == "word"

    @precondition(lambda self: not self.in_meal())
    @rule()
    def come_back(self) -> None:
        run = self.state.current
        assert run is not None
        said = self.take(Answered(run.id, "word", "this"))
        assert said, "a digression comes back to where it was"

    @rule()
    def ask_where_we_are(self) -> None:
        assert self.take(AskedAgain())

    @rule()
    def run_again(self) -> None:
        assert self.take() == []

    @precondition(lambda self: self.in_meal() and self.path != "rating")
    @rule(number=st.integers(0, 1))
    def crash_on_the_way(self, number: int) -> None:
        """The server dies before it commits: nothing has happened, and the same answer comes again."""
        before, placed, shown = self.state.dump(), list(PLACED), list(self.shown)
        model = deepcopy(self.model)
        self.answer_what_is_asked(number)
        self.state, self.shown = State.load(before), shown
        self.model = model
        PLACED[:] = placed
        self.answer_what_is_asked(number)

    @rule()
    def deploy(self) -> None:
        """The next version runs, and may say the open question in its own words."""
        self.flow = AFTER
        self.take()

    @invariant()
    def both_agree(self) -> None:
        if not hasattr(self, "model"):
            return
        assert self.model.placed() == PLACED
        if self.in_meal():
            asked = self.path.replace("beverage", "drink")
            assert asked == self.model.asks(), (asked, self.model)


TestConversation = Conversation.TestCase
TestConversation.settings = settings(max_examples=200, stateful_step_count=50, deadline=None, database=None)
