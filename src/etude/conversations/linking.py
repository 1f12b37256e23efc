"""How another address becomes a person's: by a code of theirs that works once."""

from datetime import timedelta

from sqlalchemy import Connection

from etude.conversations import store
from etude.conversations.house import House
from etude.conversations.messages import Joined
from etude.conversations.state import State
from etude.conversations.store import Address
from etude.core.codes.store import TAPPED, CodeDigest, find_code, make_code, redeem
from etude.core.ids import PersonId
from etude.core.jobs.store import ask_for
from etude.core.lessons.model import Status
from etude.core.lessons.store import lessons_of
from etude.core.people.store import load_person
from etude.core.transaction import Tx
from etude.core.tutors.store import is_tutor

LINK, ASKING = "link", "go_on_here"
MAILED_LIVES = timedelta(days=14)
# From paying back to the chat is a matter of moments.
BACK_LIVES = timedelta(minutes=30)
AGREED = (Status.REQUESTED, Status.COUNTERED, Status.CONFIRMED, Status.COMPLETED, Status.SETTLED)


def has_lessons(conn: Connection, person: PersonId) -> bool:
    """Whether they teach here, or have a lesson that they or their guardian booked or asked for.

    Then their chat becomes nobody else's: they would lose sight of them, and anybody can send somebody a link of their
    own. Of a minor whom somebody looks after that somebody is the one who books, now or later.
    """
    if is_tutor(conn, person) or load_person(conn, person).guardian is not None:
        return True
    return bool(lessons_of(conn, person, statuses=AGREED))


def join(tx: Tx, code: CodeDigest, person: PersonId, address: Address) -> bool:
    """Make `person`'s address the code's owner's, whose conversation goes on there; False where the code is no good."""
    found = redeem(tx, code, LINK)
    if found is None or found.person == person:
        return False
    store.link_address(tx.conn, tx.now, address, found.person)
    store.tell(tx, found.person, f"joined:{code}", Joined(_under_way(tx.conn, person)), address)
    return True


def link_for_mail(tx: Tx, house: House, person: PersonId) -> str:
    """An address for a mail to this person, which opens their chat in whatever browser they read it."""
    return house.chat_link(make_code(tx, LINK, person, MAILED_LIVES, signs=TAPPED, mailed=True))


def link_back(tx: Tx, house: House, person: PersonId) -> str:
    """An address that leads whoever has just paid back into the chat that they came from."""
    return house.chat_link(make_code(tx, LINK, person, BACK_LIVES, signs=TAPPED))


def chat_of(conn: Connection, house: House, person: PersonId | None) -> str | None:
    """Where somebody's chat is: the bot for who spoke to it last, else our own page; None for a terminal."""
    conversation = store.find_conversation(conn, person) if person else None
    channel = store.load_conversation(conn, conversation).address.channel if conversation else ""
    if channel == "terminal":
        return None
    return f"https://t.me/{house.telegram}" if channel == "telegram" and house.telegram else house.link("/chat")


def mail_new_link(tx: Tx, code: CodeDigest) -> bool:
    """Mail another link to whoever got this one by mail, once an hour at most; nothing tells who that is."""
    found = find_code(tx.conn, tx.now, code)
    if found is not None and found.payload.get("mailed") and load_person(tx.conn, found.person).email:
        key = f"link:{found.person}:{tx.now:%Y-%m-%dT%H}"
        ask_for(tx, "message.link", key, person=found.person)
    return True


def _under_way(conn: Connection, person: PersonId) -> list[object]:
    """What they had begun there, as it was before this turn."""
    conversation = store.find_conversation(conn, person)
    if conversation is None:
        return []
    state = State.load(store.load_conversation(conn, conversation).state)
    state.runs = [run for run in state.runs if run.flow != ASKING]
    return state.runs_as_json()
