"""What a student says of a lesson that took place: stars, perhaps words, shown before they are public."""

from sqlalchemy import Connection

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Option, answer, any_words, consent
from etude.conversations.messages import Say
from etude.conversations.parts.choosing import brief_labels, own_view
from etude.conversations.parts.contact_details import leave_out_details
from etude.conversations.parts.first_names import read_name
from etude.conversations.parts.lesson_words import LessonView, first_name, lesson_card, lesson_title, view_lesson
from etude.conversations.parts.named_tutor import Called, absorb_called
from etude.conversations.parts.nothing_said import says_nothing
from etude.conversations.parts.picking import like_name
from etude.conversations.parts.stars import absorb_stars, absorb_words, read_stars, star_options
from etude.conversations.parts.ways import FIND_A_TUTOR, MY_LESSONS
from etude.core.errors import NotYoursError
from etude.core.ids import LessonId
from etude.core.lessons.model import Actor
from etude.core.reviews.reviewing import CHANGE_WITHIN, REVIEW_WITHIN, can_review, publish_review
from etude.core.reviews.store import LessonReview, find_review, lessons_that_took_place
from etude.core.text import Text, _

LONGEST = 180
MOST = 5


class Reviewing(Form):
    """Which lesson, how many stars, words if there are any, and a yes to what will be read."""

    about = answer(Called, absorbs=absorb_called)
    lesson = answer(LessonId)
    stars = answer(
        int,
        reads=read_stars,
        absorbs=absorb_stars,
        names=("stars", "rating"),
        hint=_("From one star to five: tap them, or say “four stars”."),
    )
    said_with_stars = answer(str, absorbs=absorb_words)
    words = answer(str, reads=any_words, names=("words",))
    name = answer(str, reads=read_name, hint=_("Just the first name, such as “Mia”."))
    redo = answer(str)
    agreed = consent()


async def review(chat: Chat, lesson: str | None = None) -> str:
    """One review for each lesson; it can be changed for a while."""
    view = await _lesson(chat, lesson)
    if view is None:
        return ""
    known = chat.look(lambda conn: find_review(conn, view.lesson.id))
    if chat.given(Reviewing.redo, "") == "stars":
        await chat.again(Reviewing.redo, Reviewing.stars)
    if chat.given(Reviewing.redo, "") == "words":
        await chat.again(Reviewing.redo, Reviewing.words, Reviewing.said_with_stars)
    stars = await chat.ask(Reviewing.stars, _how_many(chat, view, known), star_options())
    words = await _words(chat, view)
    author = known.author if known else await _author(chat)
    redo = (
        chat.button(Reviewing.redo, "stars", _("Other stars")),
        chat.button(Reviewing.redo, "words", _("Other words")),
    )
    await chat.agree(
        Reviewing.agreed, Say(_as_read(view, author, stars, words), redo), [stars, words, author], yes=_("Publish")
    )
    await chat.once("published", publish_review, view.lesson.id, chat.person.id, author, stars, words)
    until = (known.created_at if known else chat.now) + CHANGE_WITHIN
    thanks = _("Thank you! It's on {tutor}'s page. You can change it until {day:short}.", tutor=_tutor(view), day=until)
    await chat.say(Say(thanks, (MY_LESSONS, FIND_A_TUTOR)))
    return f"lesson:{view.lesson.id}"


async def _lesson(chat: Chat, lesson: str | None) -> LessonView | None:
    """The lesson that is meant, if it can be reviewed now; where it cannot, why is said."""
    if lesson is None:
        return await _choose(chat)
    view = chat.look(lambda conn: own_view(conn, chat, LessonId(lesson)))
    if view.lesson.role_of(chat.person.id) is not Actor.STUDENT:
        raise NotYoursError
    known = chat.look(lambda conn: find_review(conn, view.lesson.id))
    if can_review(view.lesson, known, chat.now):
        return view
    if known is not None:
        await chat.say(
            _("Your review of this lesson stands: {stars}. It could be changed for 14 days.", stars="★" * known.stars)
        )
    else:
        await chat.say(lesson_card(view, chat.person, _("This lesson can't be reviewed now.")))
    return None


async def _choose(chat: Chat) -> LessonView | None:
    """The only lesson without a review, the one with whoever was named, or the one that is picked."""
    views = chat.look(lambda conn: _open_to_review(conn, chat))
    called = chat.given(Reviewing.about, None)
    if called is not None:
        views = [view for view in views if like_name(called.words.casefold(), view.tutor.name or "")] or views
    if not views:
        words = _("There is no lesson to review just now. I ask you after each one.")
        await chat.say(Say(words, (MY_LESSONS, FIND_A_TUTOR)))
        return None
    if len(views) == 1:
        return views[0]
    labels = brief_labels(views, chat.person)
    options = [Option(label, view.lesson.id) for label, view in zip(labels, views, strict=True)]
    picked = await chat.ask(Reviewing.lesson, _("Which lesson is it about?"), options)
    return chat.look(lambda conn: own_view(conn, chat, picked))


def _open_to_review(conn: Connection, chat: Chat) -> list[LessonView]:
    """Those without a review first; where there is none, those whose review can be changed."""
    past = lessons_that_took_place(conn, chat.person.id, chat.now - REVIEW_WITHIN)
    pairs = [(lesson, find_review(conn, lesson.id)) for lesson in past]
    pairs = [(lesson, known) for lesson, known in pairs if can_review(lesson, known, chat.now)]
    fresh = [lesson for lesson, known in pairs if known is None]
    return [view_lesson(conn, lesson.id) for lesson in (fresh or [lesson for lesson, _known in pairs])[:MOST]]


def _how_many(chat: Chat, view: LessonView, known: LessonReview | None) -> Text:
    title, day = lesson_title(view, chat.person), view.lesson.start
    if known is None:
        return _("How many stars for {title} on {day:short}?", title=title, day=day)
    now = "★" * known.stars
    return _("{title} on {day:short}: you gave {stars}. How many now?", title=title, day=day, stars=now)


async def _words(chat: Chat, view: LessonView) -> str:
    at_once = chat.given(Reviewing.said_with_stars, None)
    if at_once and _check(at_once) is None:
        return leave_out_details(at_once)
    said = await chat.ask(
        Reviewing.words,
        _("Thank you. Would you add a few words for others who look for a tutor?"),
        [Option(_("Only the stars"), "")],
        check=_check,
    )
    return "" if says_nothing(said) else leave_out_details(said)


def _check(words: str) -> Text | None:
    if len(words) > LONGEST:
        return _("That is long for a chat. Could you say it in {count} characters?", count=LONGEST)
    return None


async def _author(chat: Chat) -> str:
    if chat.person.name:
        return first_name(chat.person.name)
    name = await chat.ask(Reviewing.name, _("Which first name shall stand beside it?"))
    return first_name(name)


def _as_read(view: LessonView, author: str, stars: int, words: str) -> Text:
    tutor, drawn = _tutor(view), "★" * stars
    if not words:
        return _("{stars} for {tutor}, and no words. Shall I publish that?", stars=drawn, tutor=tutor)
    return _(
        "{tutor}'s page will say: {stars} {author}: “{words}”", tutor=tutor, stars=drawn, author=author, words=words
    )


def _tutor(view: LessonView) -> str:
    return first_name(view.tutor.name)


FLOW = Flow("review", Reviewing, review, _("your review"), _("Review a lesson"))
