"""Searches that go on: their words, and the buttons that begin them and show them."""

from sqlalchemy import Connection

from etude.conversations.messages import Button, StartFlow, buttons_of
from etude.conversations.state import State
from etude.conversations.store import find_conversation, last_messages, load_conversation
from etude.core.ids import PersonId
from etude.core.text import Text, _
from etude.matching.wishes import Wishes

# Where at least so many fit, nobody needs to be told of another.
ENOUGH = 3
MOST_WISHES, RECENT = 5, 6
MY_SEARCHES = Button(_("My searches"), StartFlow("my_searches"))


def tell_me_button(wishes: Wishes) -> Button:
    """Begins a search for these wishes that goes on."""
    return Button(_("Keep me posted"), StartFlow("tell_me", {"wishes": wishes.model_dump(mode="json")}))


def what_words(wishes: Wishes, locale: str) -> Text:
    """What is looked for, in a few words: "Piano, near Camden, evenings"."""
    first, *others = [chip.label for chip in wishes.chips(locale)][:MOST_WISHES]
    for chip in others:
        first = _("{head}, {tail}", head=first, tail=chip)
    return first


def wished_just_now(conn: Connection, person: PersonId) -> Wishes | None:
    """What this person was just offered to be told of, else what is wished for in the booking under way."""
    found = find_conversation(conn, person)
    if found is None:
        return None
    for message in last_messages(conn, found, RECENT):
        for button in buttons_of(message.reply) if message.reply else ():
            if isinstance(button.meaning, StartFlow) and button.meaning.flow == "tell_me":
                return Wishes.model_validate(button.meaning.args["wishes"])
    for run in reversed(State.load(load_conversation(conn, found).state).runs):
        if run.flow == "book" and (given := run.answers.get("wishes")):
            return Wishes.model_validate(given.value)
    return None
