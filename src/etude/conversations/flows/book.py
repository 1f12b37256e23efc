"""A student finds a tutor, picks a time, agrees and pays."""

from datetime import datetime
from typing import Any

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Answer, Form, Option, answer, consent
from etude.conversations.parts import booking
from etude.conversations.parts.booking import Plan
from etude.conversations.parts.choosing_tutor import Choosing, choose_tutor, wishes_like
from etude.conversations.parts.invitation import ask_guardian
from etude.conversations.parts.learners import Minor, WhoLearns, choose_learner, put_name_right
from etude.conversations.parts.lengths import tell_lengths
from etude.conversations.parts.lesson_words import LessonView, first_name, view_lesson
from etude.conversations.parts.named_tutor import Called, absorb_called, former_lesson, settle_called, subject_of
from etude.conversations.parts.picking import Pick, read_pick
from etude.conversations.parts.readers import absorb_wishes, read_time, read_wishes
from etude.conversations.parts.time_picker import pick_time, settle_zone
from etude.conversations.parts.unclear import Unclear, absorb_unclear, read_cleared, settle_unclear
from etude.conversations.parts.usual import keep_usual, recall_usual
from etude.conversations.parts.ways import POPULAR, subject_choice
from etude.conversations.parts.whose_place import Moving, can_move, change_place, district_of, read_place, settle_place
from etude.core.errors import TimeTakenError
from etude.core.ids import LessonId, PersonId
from etude.core.lessons.booking import Offer
from etude.core.lessons.learning import note_level
from etude.core.text import Text, _, zone_named
from etude.core.tutors.model import Tutor
from etude.core.tutors.store import load_tutor
from etude.matching.search import Match
from etude.matching.windows import windows_contain
from etude.matching.wishes import Wishes
from etude.payments.quote import quote

MOST_SUBJECTS = 6
# What can be changed before it is agreed to, each by a tap under the summary.
CHANGES: dict[str, Text] = {
    "time": _("Another time"),
    "tutor": _("Another tutor"),
    "place": _("Another place"),
    "who": _("Who it's for"),
    "name": _("Another name"),
}


class Booking(Form):
    """What has to be known to book a lesson."""

    wishes = answer(
        Wishes,
        reads=read_wishes,
        absorbs=absorb_wishes,
        hint=_("Tap one, or say an instrument or a subject, such as “cello” or “physics”."),
    )
    unclear = answer(Unclear, absorbs=absorb_unclear)
    cleared = answer(
        Wishes,
        reads=read_cleared,
        hint=_("Tap one, or say a city or a district, such as “Camden”, or “online”."),
    )
    page = answer(int)
    called = answer(Called, absorbs=absorb_called)
    tutor = answer(
        Pick,
        reads=read_pick,
        names=("tutor", "teacher", "tutors", "teachers"),
        hint=_("Tap a tutor, or say what matters to you, such as “under £30”, “Tuesdays” or “online”."),
    )
    later = answer(int)
    near = answer(datetime)
    time = answer(
        datetime, reads=read_time, names=("time", "day", "date"), hint=_("Tap a time, or say one: “Thursday at 5”.")
    )
    what = answer(str, names=("change", "something", "anything"))
    where = answer(Wishes, reads=read_place, hint=_("Tap one, or say it: “online”, “at my place”."))
    elsewhere = answer(bool)
    agreed = consent()


CHOOSING = Choosing(Booking.wishes, Booking.page, Booking.tutor)
MOVING = Moving(Booking.wishes, Booking.where, Booking.elsewhere, Booking.tutor, (Booking.what,))


async def book(chat: Chat, tutor: str | None = None, like: str | None = None) -> str:
    """From a wish to a paid request; the lesson that came of it. What is not said is as it was in the lesson `like`."""
    former = chat.look(lambda conn: view_lesson(conn, LessonId(like))) if like else None
    if chat.given(Booking.elsewhere, False):
        tutor = None
    taking = tutor is None or await _is_taking_bookings(chat, PersonId(tutor))
    again: LessonView | None = None
    if tutor is None:
        await settle_called(chat, Booking.called, Booking.tutor, chat.given(Booking.wishes, Wishes()))
        again = former_lesson(chat, _picked(chat)) if former is None else None
    wishes = await _wishes(chat, tutor or _picked(chat), former, again)
    if tutor is None and _picked(chat) is None:
        await settle_unclear(chat, Booking.unclear, Booking.cleared, Booking.wishes, wishes)
    if tutor is None and former is None and _picked(chat) is None:
        await recall_usual(chat, Booking.wishes, wishes)
    match = await choose_tutor(chat, CHOOSING, wishes, tutor if taking else None)
    teacher = chat.look(lambda conn: load_tutor(conn, match.tutor))
    if match.format == "student" and wishes.place is None:
        at_home = wishes.model_copy(update={"online": False, "at": "student"})
        await settle_unclear(chat, Booking.unclear, Booking.cleared, Booking.wishes, at_home)
    await settle_place(chat, MOVING, wishes, teacher, match)
    await tell_lengths(chat, wishes, teacher, match)
    mine = chat.done("hold", booking.keep_time)
    await _keep_time(chat, wishes)
    start = await pick_time(chat, Booking.time, Booking.later, Booking.near, wishes, teacher, match.minutes, mine)
    offer = _offer(chat, wishes, teacher, match, start)
    learner = await choose_learner(chat, wishes, former.learner if former else again.learner if again else None)
    if isinstance(learner, Minor):
        await ask_guardian(chat, learner, offer)
        return ""
    plan = Plan(offer, learner)
    await _change(chat, wishes, teacher)
    offered = [what for what in CHANGES if what != "place" or can_move(teacher, wishes)]
    changes = [chat.button(Booking.what, what, CHANGES[what]) for what in offered]
    await booking.agree(chat, Booking.agreed, plan, *changes, no=chat.button(Booking.what, "", _("No")))
    await keep_usual(chat, wishes, learner)
    if wishes.levels:
        await chat.once("level", note_level, chat.person.id, learner.id, wishes.levels[0])
    try:
        lesson = await booking.keep_and_pay(chat, plan)
    except TimeTakenError:
        why = _("Someone has just taken that time. Here are others.")
        await chat.amend(Booking.near, start, why=why, drop=(Booking.time, Booking.later, Booking.agreed))
    if lesson is None:
        why = _("I couldn't keep that time any longer, and nothing was charged. Pick again?")
        await chat.again(Booking.time, Booking.agreed, why=why)
    return f"lesson:{lesson}"


def _picked(chat: Chat) -> str | None:
    """The tutor who was picked before anything to learn was named."""
    pick = chat.given(Booking.tutor, None)
    return pick.tutor if pick else None


async def _is_taking_bookings(chat: Chat, tutor: PersonId) -> bool:
    """An old link or button may lead to somebody who has stopped; their lessons that are booked stay booked."""
    found = chat.look(lambda conn: load_tutor(conn, tutor))
    if not found.listed:
        await chat.say(_("{name} is not taking bookings now. Let's find somebody else.", name=first_name(found.name)))
    return found.listed


async def _keep_time(chat: Chat, wishes: Wishes) -> None:
    """Whoever takes another tutor keeps the time they had, if that tutor is free then; else hears of the nearest."""
    time = chat.given(Booking.time, None)
    if time is None or not chat.came_after(Booking.tutor, Booking.time):
        return
    fits = not wishes.windows or windows_contain(wishes.windows, time.astimezone(zone_named(chat.person.zone)))
    if fits or chat.came_after(Booking.time, Booking.wishes):
        await chat.amend(Booking.time, time)


async def _change(chat: Chat, wishes: Wishes, tutor: Tutor) -> None:
    """Anything that was said can still be changed before it is agreed to."""
    what = chat.given(Booking.what, None)
    if what is None:
        return
    if what == "who":
        drop = (Booking.what, WhoLearns.who, WhoLearns.name, WhoLearns.heard)
        await chat.amend(WhoLearns.afresh, True, drop=drop)
    if what == "place":
        await change_place(chat, MOVING, wishes, tutor)
    if what == "name":
        await put_name_right(chat, drop=(Booking.what,))
    redone: dict[str, list[Answer[Any]]] = {"time": [Booking.time], "tutor": [Booking.tutor]}
    why = None if what in redone else _("What shall I change? Tap it, or say it, such as “Thursday at 5”.")
    await chat.again(Booking.what, *redone.get(what, []), why=why)


def _offer(chat: Chat, wishes: Wishes, tutor: Tutor, match: Match, start: datetime) -> Offer:
    place = {"online": None, "tutor": tutor.place, "student": district_of(wishes)}[match.format]
    fee = quote(match.price, chat.house.commission_percent).fee
    subject = subject_of(wishes, tutor) or tutor.subjects[0]
    return Offer(tutor.id, subject, match.format, place, start, match.minutes, match.price, fee, tutor.policy)


async def _wishes(chat: Chat, tutor: str | None, former: LessonView | None, again: LessonView | None) -> Wishes:
    """What is wished for; the subject is the one thing that must be said, if there is more than one to choose from."""
    wishes = chat.given(Booking.wishes, Wishes())
    if former and not wishes.subjects:
        wishes = wishes_like(chat, former.lesson).merge(wishes)
    if again:
        as_before = wishes_like(chat, again.lesson).model_copy(update={"minutes": again.lesson.minutes})
        wishes = as_before.merge(wishes)
    subjects = POPULAR
    if tutor is not None:
        subjects = chat.look(lambda conn: load_tutor(conn, PersonId(tutor))).subjects[:MOST_SUBJECTS]
    if len(subjects) == 1 and not wishes.subjects:
        wishes = wishes.merge(Wishes(subjects=subjects))
    if not wishes.subjects:
        locale = chat.person.locale
        top = [Option(subject_choice(each, locale), wishes.merge(Wishes(subjects=(each,)))) for each in subjects]
        wishes = await chat.ask(Booking.wishes, _("What would you like to learn?"), top, check=_needs_subject)
    if wishes.place and chat.person.zone == "UTC":
        await chat.once("zone", settle_zone, chat.person.id, wishes.place.zone)
        chat.look_again()
    return wishes


def _needs_subject(wishes: Wishes) -> Text | None:
    return None if wishes.subjects else _("Good to know.")


FLOW = Flow(
    "book",
    Booking,
    book,
    _("your booking"),
    _("Book a lesson"),
    parts=(WhoLearns,),
    stopped=_("OK, no new booking."),
)
