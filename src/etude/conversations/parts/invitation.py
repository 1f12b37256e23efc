"""What a minor asks for, carried to whoever looks after them: nothing is agreed, paid or written without that adult."""

from datetime import datetime, timedelta

from pydantic import BaseModel

from etude.conversations.chat import Chat
from etude.conversations.messages import Button, Invited, OpenLink, Say
from etude.conversations.parts.learners import Minor
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.secret_codes import HIDDEN
from etude.conversations.store import tell
from etude.core.codes.store import TAPPED, seed_code
from etude.core.ids import PersonId
from etude.core.lessons.booking import Offer
from etude.core.money import Money
from etude.core.people.store import change_person, load_person
from etude.core.text import _
from etude.core.transaction import Tx
from etude.core.tutors.model import Format

GUARDIAN = "guardian"
LIVES = timedelta(days=7)


class Wanted(BaseModel):
    """A lesson that a minor would like: `age` in years, `start` aware."""

    name: str
    age: int
    tutor: PersonId
    subject: str
    format: Format
    place: str | None = None
    minutes: int
    start: datetime
    price: Money


async def ask_guardian(chat: Chat, minor: Minor, offer: Offer) -> None:
    """Ask the guardian in their own chat, or give the minor a link to send."""
    wanted = Wanted(
        name=minor.name,
        age=minor.age,
        tutor=offer.tutor,
        subject=offer.subject,
        format=offer.format,
        place=offer.place,
        minutes=offer.minutes,
        start=offer.start,
        price=offer.price,
    )
    seed = await chat.once("invited", invite_guardian, chat.house.secret_key, chat.person.id, wanted)
    if chat.person.guardian is not None:
        guardian = chat.person.guardian
        name = first_name(chat.look(lambda conn: load_person(conn, guardian)).name)
        await chat.say(
            _("I've asked {name}, who agrees and pays for you. I'll tell you here as soon as it's booked.", name=name)
        )
        return
    await chat.say(
        _("You're under 18, so a parent or guardian agrees and pays. Send them this link. It works once, for a week.")
    )
    link = chat.house.chat_link()
    words = _("{link}{code}", link=link, code=HIDDEN)
    await chat.say(Say(words, (Button(_("For your guardian"), OpenLink(link)),), seed), "link")


def invite_guardian(tx: Tx, secret: str, minor: PersonId, wanted: Wanted) -> str:
    """The seed of a code for a link to the guardian; one who is known already is asked in their own chat."""
    payload = wanted.model_dump(mode="json")
    change_person(tx.conn, minor, adult=False, name=load_person(tx.conn, minor).name or wanted.name)
    guardian = load_person(tx.conn, minor).guardian
    if guardian is not None:
        args: dict[str, object] = {"wanted": payload, "minor": minor}
        key = f"invited:{minor}:{wanted.tutor}:{wanted.start.isoformat()}:{tx.now.isoformat()}"
        tell(tx, guardian, key, Invited("guardian", args))
        return ""
    return seed_code(tx, secret, GUARDIAN, minor, LIVES, signs=TAPPED, wanted=payload)
