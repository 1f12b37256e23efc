"""A tutor's one reply to a review, shown before it is public."""

from sqlalchemy import Connection

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, answer, any_words, consent
from etude.conversations.messages import Say
from etude.conversations.parts.choosing import own_view
from etude.conversations.parts.contact_details import leave_out_details
from etude.conversations.parts.ways import MY_WEEK
from etude.core.errors import NotYoursError
from etude.core.ids import LessonId, PersonId
from etude.core.reviews.reviewing import answer_review as write_answer
from etude.core.reviews.store import LessonReview, find_review, find_unanswered
from etude.core.text import Text, _
from etude.core.transaction import Tx

LONGEST = 180


class Answering(Form):
    """The words, and a yes to them."""

    words = answer(str, reads=any_words, names=("words",))
    redo = answer(bool)
    agreed = consent()


async def answer_review(chat: Chat, lesson: str | None = None) -> str:
    """The review that a button names, or the newest without a reply."""
    found = chat.look(lambda conn: _review(conn, chat, lesson))
    if found is None:
        await chat.say(Say(_("There is no review that waits for your reply."), (MY_WEEK,)))
        return ""
    if found.reply is not None:
        await chat.say(Say(_("You replied: “{words}” It stands under the review.", words=found.reply), (MY_WEEK,)))
        return ""
    if chat.given(Answering.redo, False):
        await chat.again(Answering.redo, Answering.words)
    words = leave_out_details(await chat.ask(Answering.words, _asked(found), check=_check))
    redo = chat.button(Answering.redo, True, _("Other words"))
    shown = _("Everybody will read under the review: “{words}” You can reply once.", words=words)
    await chat.agree(Answering.agreed, Say(shown, (redo,)), [found.lesson, words], yes=_("Publish"))
    await chat.once("answered", publish_answer, found.lesson, chat.person.id, words)
    await chat.say(Say(_("Done. {author} is told, too.", author=found.author), (MY_WEEK,)))
    return ""


def publish_answer(tx: Tx, lesson: LessonId, tutor: PersonId, words: str) -> bool:
    write_answer(tx, lesson, tutor, words)
    return True


def _review(conn: Connection, chat: Chat, lesson: str | None) -> LessonReview | None:
    if lesson is None:
        return find_unanswered(conn, chat.person.id)
    view = own_view(conn, chat, LessonId(lesson))
    if not view.is_tutor(chat.person.id):
        raise NotYoursError
    return find_review(conn, view.lesson.id)


def _asked(found: LessonReview) -> Text:
    stars = "★" * found.stars
    if not found.words:
        return _("{stars} from {author}. What would you like to reply?", stars=stars, author=found.author)
    return _(
        "{stars} {author}: “{words}” What would you like to reply?", stars=stars, author=found.author, words=found.words
    )


def _check(words: str) -> Text | None:
    if len(words) > LONGEST:
        return _("That is long for a chat. Could you say it in {count} characters?", count=LONGEST)
    return None


FLOW = Flow("answer_review", Answering, answer_review, _("your reply"), _("Reply to a review"))
