"""A conversation as somebody has it who is made up: what they do reaches Etude, and they read what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from etude.app import Etude
from etude.conversations.messages import (
    Button,
    GiveAnswer,
    Incoming,
    OpenLink,
    PayLink,
    StartFlow,
    Tap,
    TextIn,
    buttons_of,
)
from etude.conversations.parts.lesson_words import first_name, view_lesson
from etude.conversations.store import Address, Newcomer
from etude.conversations.turns import Delivery
from etude.core.ids import ConversationId, LessonId
from etude.core.lessons.model import Status
from etude.core.tables import lessons
from etude.core.text import Text, Voice
from etude.payments.checkout import read_token
from etude.payments.page import find_page
from etude.payments.standing import refresh
from etude.payments.store import load_payment
from eval.chatting.bank import Bank
from eval.chatting.facts import values_in
from eval.chatting.figures import Figures, describe
from eval.chatting.hearing import Ear, Turn
from eval.chatting.people import Person

BOOKED = (Status.REQUESTED.value, Status.CONFIRMED.value)
# What a question asks for, of what a person may have told before.
FACT_OF = {"Booking.wishes": "subject", "WhoLearns.who": "who", "WhoLearns.name": "name"}
# Another tutor has other prices, and may teach longer.
DEPENDENT = {"minutes", "price"}
AGREED_TO = ("subject", "tutor", "learner", "start", "minutes", "price")
SUMMARY = "{subject} with {tutor} for {learner}"
Shown = tuple[str, int, Button]


@dataclass
class Visit:
    """`shown` are the buttons of what was said last, `old` all before; `turn` is how the conversation stands."""

    etude: Etude
    bank: Bank
    ear: Ear
    figures: Figures
    person: Person
    name: str
    conversation: ConversationId | None = None
    turn: Turn | None = None
    shown: list[Shown] = field(default_factory=list)
    old: list[Shown] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    lesson: LessonId | None = None
    log: list[str] = field(default_factory=list)
    summary: dict[str, object] = field(default_factory=dict)
    actions: int = 0
    deliveries: int = 0

    @property
    def question(self) -> str:
        """The stored name of the answer that is asked for, empty where none is."""
        return self.turn.question.answer if self.turn and self.turn.question else ""

    @property
    def voice(self) -> Voice:
        """How this person is spoken to."""
        return self.turn.voice if self.turn else Voice()

    async def say(self, words: str) -> None:
        self.log.append(f"> {words}")
        await self.act(TextIn(words))

    async def tap(self, shown: Shown) -> None:
        message, number, button = shown
        self.log.append(f"> ({button.label.render(self.voice)})")
        await self.act(Tap(message, number))

    async def pay(self) -> None:
        """Two actions: the button, and the page with the card."""
        self.log.append("> pays")
        self.actions += 2
        payment = read_token(self.links[-1].rpartition("/")[2], self.etude.house.secret_key)
        assert payment, self.links
        desk, transactions = self.etude.desk, self.etude.transactions
        if await find_page(desk, payment):
            session = (await transactions.read(lambda conn: load_payment(conn, payment))).session
            await self._compare_summary()
            self.bank.pay(str(session))
            await refresh(transactions, self.bank, payment)
        await self.etude.rest()
        self.read([])

    async def _compare_summary(self) -> None:
        """The lesson that is held is the one that was agreed to."""
        held = self.lesson
        assert held
        view = await self.etude.transactions.read(lambda conn: view_lesson(conn, held))
        names = {"tutor": first_name(view.tutor.name), "learner": first_name(view.learner.name)}
        kept = names | {"start": view.lesson.start, "minutes": view.lesson.minutes, "price": view.lesson.price}
        for name in kept.keys() & self.summary.keys():
            if kept[name] != self.summary[name]:
                what = f"agreed to {name} {self.summary[name]}, held {kept[name]}"
                self.figures.note("wrong facts", "\n".join((what, *self.log)))

    async def act(self, incoming: Incoming) -> None:
        self.actions += 1
        before = len(self.log)
        newcomer = Newcomer(self.person.account, self.person.speech.locale, self.person.speech.zone)
        self.conversation = await self.deliver(Address("terminal", self.name), incoming, newcomer)
        self.read(self.ear.take(self.conversation), before)

    async def deliver(self, address: Address, incoming: Incoming, newcomer: Newcomer | None = None) -> ConversationId:
        self.deliveries += 1
        delivery = Delivery(address, f"{self.name}:{self.deliveries}", incoming, newcomer or Newcomer())
        conversation = await self.etude.turns.receive(delivery)
        await self.etude.rest()
        return conversation

    def read(self, turns: Sequence[Turn], before: int = 0) -> None:
        turns = [*turns, *(self.ear.take(self.conversation) if self.conversation else ())]
        if not turns:
            return
        if self.turn and self.turn.runs and not turns[-1].runs:
            self.person.forget()  # what was under way is over
        self.turn = turns[-1]
        buttons = [each for turn in turns for each in buttons_in(turn)]
        if buttons:
            self.old += self.shown
            self.shown = buttons
        for reply in (reply for turn in turns for reply in turn.replies):
            self.log.append(
                f"    {reply.text.render(self.turn.voice)} {[b.label.render(self.voice) for b in buttons_of(reply)]}"
            )
            if isinstance(reply, PayLink):
                self.links.append(reply.url)
                self.lesson = reply.lesson
            if reply.text.msgid.startswith(SUMMARY):
                self.summary = _facts_of(reply.text)
        self._notice_repetition(turns)

    def _notice_repetition(self, turns: Sequence[Turn]) -> None:
        """A question about something that was told before."""
        fact = "adult" if self.is_about("Are you 18") else FACT_OF.get(self.question)
        alone = len(turns[-1].said) == 1
        if fact and fact in self.person.told and alone and self.turn:
            self.figures.note("asked twice", f"{fact}: " + "\n".join(self.log[-8:]) + describe(self.turn))
            self.person.told.discard(fact)

    def is_about(self, words: str) -> bool:
        """Whether the last thing said begins like this in English."""
        return bool(self.turn and self.turn.said and self.turn.replies[-1].text.msgid.startswith(words))

    def answers(self, button: Button) -> bool:
        asked = self.turn.question if self.turn else None
        meaning = button.meaning
        return bool(
            asked and isinstance(meaning, GiveAnswer) and (meaning.run, meaning.question) == (asked.run, asked.path)
        )

    def is_consent(self) -> bool:
        return bool(self.turn and self.turn.question and self.turn.question.seal)

    async def is_booked(self) -> bool:
        if self.turn is None:
            return False
        mine = select(lessons.c.id).where(lessons.c.student_id == self.turn.person, lessons.c.status.in_(BOOKED))
        return await self.etude.transactions.read(lambda conn: conn.execute(mine).first() is not None)


def buttons_in(turn: Turn) -> list[Shown]:
    """What of a turn can be tapped and comes back."""
    return [
        (message, number, button)
        for message, reply in turn.said
        for number, button in enumerate(buttons_of(reply))
        if not isinstance(button.meaning, OpenLink)
    ]


def starts(button: Button, flow: str) -> bool:
    """Whether a button starts this flow."""
    return isinstance(button.meaning, StartFlow) and button.meaning.flow == flow


def _facts_of(summary: Text) -> dict[str, object]:
    return {name: value for name, value in values_in(summary) if name in AGREED_TO}
