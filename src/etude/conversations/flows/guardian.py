"""A minor's lesson: whoever looks after them sees it, agrees to it and pays."""

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Option, answer, consent
from etude.conversations.messages import Button, Say, StartFlow, Told
from etude.conversations.parts import booking
from etude.conversations.parts.booking import Plan
from etude.conversations.parts.invitation import Wanted
from etude.conversations.store import tell
from etude.core.errors import TimeTakenError
from etude.core.ids import PersonId, new_id
from etude.core.lessons.booking import Offer
from etude.core.people.model import Learner, Person
from etude.core.people.store import add_learner, change_person, load_person
from etude.core.text import Text, _
from etude.core.transaction import Tx
from etude.core.tutors.store import load_tutor
from etude.payments.quote import quote


class Guarding(Form):
    """Whether they look after the minor, and a yes to the lesson."""

    adult = answer(bool)
    agreed = consent()


async def guardian(chat: Chat, wanted: dict[str, object], minor: str) -> str:
    """Someone opened a minor's invitation: are they the one, and do they agree?"""
    wish = Wanted.model_validate(wanted)
    child = chat.look(lambda conn: load_person(conn, PersonId(minor)))
    if refusal := _refusal(chat.person, child, wish):
        await chat.say(refusal)
        return ""
    if not await _is_guardian(chat, child, wish):
        await chat.once("refused", tell_minor, child.id)
        await chat.say(_("Thank you for saying so. Nothing was booked."))
        return ""
    if not chat.has(Guarding.adult):
        await chat.say(_("{name} would like a lesson.", name=wish.name))
    learner = await chat.once("learner", take_charge, chat.person.id, child.id, wish.name, wish.age)
    if learner is None:
        await chat.say(_looked_after(wish))
        return ""
    plan = Plan(_offer(chat, wish), learner)
    await booking.agree(chat, Guarding.agreed, plan)
    try:
        lesson = await booking.keep_and_pay(chat, plan)
    except TimeTakenError:
        lesson = None
    if lesson is None:
        again = Button(_("Other times"), StartFlow("book", {"tutor": wish.tutor}))
        await chat.say(Say(_("That time is gone now, and nothing was charged."), (again,)))
        return ""
    return f"lesson:{lesson}"


def _refusal(person: Person, child: Person, wish: Wanted) -> Text | None:
    """Why this cannot be the one: a minor looks after nobody, and nobody is taken from whoever looks after them."""
    if person.adult is False:
        return _("Only an adult can agree to this. Please show the message to a parent or guardian.")
    if child.guardian not in (None, person.id):
        return _looked_after(wish)
    return None


def _looked_after(wish: Wanted) -> Text:
    return _("Another adult looks after {name} here already, and is asked instead.", name=wish.name)


async def _is_guardian(chat: Chat, child: Person, wish: Wanted) -> bool:
    if child.guardian == chat.person.id:
        return True
    return await chat.ask(
        Guarding.adult,
        _(
            "{name} ({age}) would like a lesson. Are you 18 or over, and their parent or guardian?",
            name=wish.name,
            age=wish.age,
        ),
        [Option(_("Yes, I am"), True), Option(_("No"), False)],
    )


def tell_minor(tx: Tx, minor: PersonId) -> bool:
    """The link is used up, so the minor has to know."""
    again = Button(_("Find a tutor"), StartFlow("book"))
    words = _("Your link was opened by somebody who isn't your guardian. Nothing was booked.")
    tell(tx, minor, new_id("told"), Told(Say(words, (again,))))
    return True


def take_charge(tx: Tx, guardian: PersonId, minor: PersonId, name: str, age: int) -> Learner | None:
    """From now on this adult agrees, pays and is told; None when another was faster with another link."""
    if load_person(tx.conn, minor, lock=True).guardian not in (None, guardian):
        return None
    change_person(tx.conn, guardian, adult=True)
    change_person(tx.conn, minor, adult=False, guardian_id=guardian)
    return add_learner(tx.conn, tx.now, guardian=guardian, name=name, person=minor, born_year=tx.now.year - age)


def _offer(chat: Chat, wish: Wanted) -> Offer:
    tutor = chat.look(lambda conn: load_tutor(conn, wish.tutor))
    rate = tutor.rate(wish.format, wish.minutes)
    price = rate.price if rate else wish.price
    fee = quote(price, chat.house.commission_percent).fee
    place = tutor.place if wish.format == "tutor" else wish.place
    return Offer(tutor.id, wish.subject, wish.format, place, wish.start, wish.minutes, price, fee, tutor.policy)


FLOW = Flow("guardian", Guarding, guardian, _("this lesson"), _("Look at it"))
