"""A question to a tutor before booking, and the tutor's reply: one message each, carried from chat to chat."""

from sqlalchemy import Connection

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Option, answer, any_words
from etude.conversations.messages import Button, Reply, Say, StartFlow, Told
from etude.conversations.parts.contact_details import leave_out_details
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.spans import span_words
from etude.conversations.parts.ways import FIND_A_TUTOR
from etude.conversations.store import tell
from etude.core.errors import NotYoursError
from etude.core.ids import PersonId, new_id
from etude.core.lessons.store import know_each_other
from etude.core.people.store import change_person, load_person
from etude.core.questions.limits import asks_too_many, asks_too_often
from etude.core.questions.store import note_answer, note_question
from etude.core.text import Text, _
from etude.core.transaction import Tx
from etude.core.tutors.model import Tutor
from etude.core.tutors.store import is_tutor, load_tutor

LONGEST = 180


class Asking(Form):
    """The question, and whether whoever asks may write to a tutor."""

    adult = answer(bool)
    words = answer(str, reads=any_words)


class Replying(Form):
    """The tutor's reply."""

    words = answer(str, reads=any_words)


async def ask_tutor(chat: Chat, tutor: str, question: str = "") -> str:
    """One question, perhaps asked already; a minor asks only when somebody looks after them, who sees it too."""
    found = chat.look(lambda conn: load_tutor(conn, PersonId(tutor)))
    if not await _may_write(chat):
        await chat.say(
            _("A parent or guardian has to write to tutors for you. You can still look at tutors and times.")
        )
        return ""
    name = first_name(found.name)
    if enough := _enough(chat, found):
        await chat.say(Say(enough, (Button(_("See times"), StartFlow("book", {"tutor": found.id})), FIND_A_TUTOR)))
        return ""
    words = question or await chat.ask(Asking.words, _("What would you like to ask {name}?", name=name), check=_check)
    left_out = await chat.once("sent", send_question, chat.person.id, found.id, words)
    sent = _("Sent. {name} usually answers within {span}. I'll tell you here.", name=name, span=span_words(found))
    if left_out:
        sent = _("{sent} Contact details are left out until your first paid lesson.", sent=sent)
    await chat.say(sent)
    return ""


async def reply_to_student(chat: Chat, student: str, question: str) -> str:
    """The tutor's words, carried back to whoever asked."""
    if not chat.look(lambda conn: is_tutor(conn, chat.person.id)):
        raise NotYoursError
    words = await chat.ask(Replying.words, _("“{question}” What shall I reply?", question=question), check=_check)
    left_out = await chat.once("replied", send_reply, chat.person.id, PersonId(student), words)
    sent = _("Sent.")
    if left_out:
        sent = _("Sent. Contact details are left out until your first paid lesson together.")
    await chat.say(sent)
    return ""


def mark_grown(tx: Tx, person: PersonId, adult: bool) -> bool:
    change_person(tx.conn, person, adult=adult)
    return adult


def send_question(tx: Tx, student: PersonId, tutor: PersonId, words: str) -> bool:
    """Put the question into the tutor's chat; says whether something was left out of it."""
    asking = load_person(tx.conn, student)
    shown = _shown(tx.conn, student, tutor, words)
    who = _("{name} asks", name=first_name(asking.name)) if asking.name else _("A student asks")
    reply = Button(_("Reply"), StartFlow("reply_to_student", {"student": student, "question": shown}), "primary")
    _bring(tx, tutor, Say(_("{who}: “{words}”", who=who, words=shown), (reply,)))
    note_question(tx.conn, tx.now, student, tutor)
    child = first_name(asking.name) if asking.name else _("Your child")
    _let_guardian_see(tx, student, _("{name} asks {tutor}: “{words}”", name=child, tutor=_name(tx, tutor), words=shown))
    return shown != words


def send_reply(tx: Tx, tutor: PersonId, student: PersonId, words: str) -> bool:
    shown = _shown(tx.conn, student, tutor, words)
    said = _("{tutor} answers: “{words}”", tutor=_name(tx, tutor), words=shown)
    args: dict[str, object] = {"tutor": tutor}
    ways = (Button(_("Ask again"), StartFlow("ask_tutor", args)), Button(_("See times"), StartFlow("book", args)))
    _bring(tx, student, Say(said, ways))
    note_answer(tx.conn, tx.now, student, tutor)
    _let_guardian_see(tx, student, said)
    return shown != words


async def _may_write(chat: Chat) -> bool:
    adult = chat.person.adult
    if adult is None:
        options = [Option(_("Yes"), True), Option(_("No"), False)]
        adult = await chat.ask(Asking.adult, _("Before I pass on a question: are you 18 or over?"), options)
        await chat.once("grown", mark_grown, chat.person.id, adult)
    return adult or chat.person.guardian is not None


def _enough(chat: Chat, tutor: Tutor) -> Text | None:
    """Why a question has to wait, if it has."""
    name = first_name(tutor.name)
    if chat.look(lambda conn: asks_too_often(conn, chat.now, chat.person.id, tutor.id)):
        return _("{name} has three questions of yours to answer. I tell you as soon as there is a reply.", name=name)
    if chat.look(lambda conn: asks_too_many(conn, chat.now, chat.person.id)):
        return _("Several tutors have your questions already. Let's wait for an answer or two; I tell you here.")
    return None


def _check(words: str) -> Text | None:
    if len(words) > LONGEST:
        return _("That is long for a chat. Could you say it in {count} characters?", count=LONGEST)
    return None


def _shown(conn: Connection, student: PersonId, tutor: PersonId, words: str) -> str:
    return words if know_each_other(conn, student, tutor) else leave_out_details(words)


def _bring(tx: Tx, person: PersonId, reply: Reply) -> None:
    tell(tx, person, new_id("told"), Told(reply))


def _let_guardian_see(tx: Tx, student: PersonId, words: Text) -> None:
    guardian = load_person(tx.conn, student).guardian
    if guardian is not None:
        _bring(tx, guardian, Say(words))


def _name(tx: Tx, tutor: PersonId) -> str:
    return first_name(load_person(tx.conn, tutor).name)


FLOWS = (
    Flow("ask_tutor", Asking, ask_tutor, _("your question"), _("Ask a question")),
    Flow("reply_to_student", Replying, reply_to_student, _("your reply"), _("Reply")),
)
