"""Which tutor is meant where something is to be seen or heard of one: by name, or because they are on the screen."""

from datetime import datetime

from sqlalchemy import Connection

from etude.conversations.chat import Chat
from etude.conversations.forms import Answer, Option, Utterance
from etude.conversations.messages import Cards, Reply, StartFlow, buttons_of
from etude.conversations.parts.named_tutor import Called, may_be_name
from etude.conversations.parts.picking import Pick, like_name
from etude.conversations.store import find_conversation, last_messages
from etude.core.ids import PersonId
from etude.core.text import _, verbatim
from etude.core.tutors.store import load_tutors
from etude.matching.store import tutors_named
from etude.matching.taxonomy import split_words

RECENT, MOST_WORDS, MOST = 12, 4, 5


def absorb_strange(old: Called | None, said: Utterance) -> Called | None:
    """The words that may be a name, wherever they stand: "show me Ada's profile"."""
    words = [said.text[word.start : word.end].split("'")[0].split("’")[0] for word in split_words(said.text)]
    strange = [word for word in words if word[:1].isalpha() and may_be_name(word)]
    return Called(words=" ".join(strange[:MOST_WORDS]), surely=False) if strange else None


async def meant_tutor(chat: Chat, called: Answer[Called], picked: Answer[Pick]) -> PersonId | None:
    """The tutor who is meant; asked where several may be, None where there is nobody."""
    chosen = chat.given(picked, None)
    if chosen is not None and chosen.tutor is not None:
        return chosen.tutor
    heard = chat.given(called, None)
    person = chat.person.id
    ids = await chat.load("meant", tutors_meant, person, heard.words if heard else "")
    tutors = chat.look(lambda conn: load_tutors(conn, ids[:MOST]))
    if len(tutors) < 2:
        return tutors[0].id if tutors else None
    options = [Option(verbatim(each.name[:20]), Pick(tutor=each.id, name=each.name)) for each in tutors]
    return (await chat.ask(picked, _("Whose?"), options)).tutor


def tutors_meant(conn: Connection, now: datetime, person: PersonId, words: str) -> list[PersonId]:
    """Who in sight is called so, else who at all, else everyone in sight."""
    seen = load_tutors(conn, _in_sight(conn, person))
    named = [tutor.id for tutor in seen if any(like_name(word, tutor.name) for word in words.split())]
    if named:
        return named
    for word in words.split():
        if found := tutors_named(conn, now, word):
            return found
    return [tutor.id for tutor in seen]


def _in_sight(conn: Connection, person: PersonId) -> list[PersonId]:
    """The tutors of the newest message that shows any."""
    conversation = find_conversation(conn, person)
    for message in last_messages(conn, conversation, RECENT) if conversation else ():
        if message.reply is not None and (found := _shown(message.reply)):
            return found
    return []


def _shown(reply: Reply) -> list[PersonId]:
    if isinstance(reply, Cards):
        return [card.tutor for card in reply.cards]
    led_to = [button.meaning.args.get("tutor") for button in buttons_of(reply) if isinstance(button.meaning, StartFlow)]
    return list(dict.fromkeys(PersonId(each) for each in led_to if isinstance(each, str)))
