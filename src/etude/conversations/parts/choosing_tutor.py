"""Choosing a tutor: whoever was meant by name, the one a link leads to, or one out of cards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from etude.conversations.chat import Chat
from etude.conversations.forms import Answer
from etude.conversations.messages import Button, Reply, Say
from etude.conversations.parts.advised import advised
from etude.conversations.parts.named_tutor import subject_of, teaches_else
from etude.conversations.parts.picking import Pick
from etude.conversations.parts.searches import ENOUGH, tell_me_button
from etude.conversations.parts.tutor_cards import intro, tutor_cards, way_label
from etude.core.ids import PersonId
from etude.core.lessons.model import Lesson
from etude.core.text import Text, _
from etude.core.tutors.model import Tutor
from etude.core.tutors.store import load_tutor, load_tutors
from etude.matching.places import find_named
from etude.matching.ranking import fit
from etude.matching.search import Found, Match, Way, find_tutors, match_tutor, ways_on
from etude.matching.shown import dismiss_shown, keep_shown, pick_shown
from etude.matching.taxonomy import SubjectId, load_taxonomy
from etude.matching.wishes import At, PriceLimit, WishedPlace, Wishes

CARDS = 3
NEARBY_M = 5000
# More than these nobody reads; who is found comes first.
MOST_BUTTONS = 6


@dataclass(frozen=True, slots=True)
class Choosing:
    """The answers that choosing a tutor takes."""

    wishes: Answer[Wishes]
    page: Answer[int]
    tutor: Answer[Pick]


async def choose_tutor(chat: Chat, answers: Choosing, wishes: Wishes, tutor: str | None) -> Match:
    """A tutor out of cards, or the one the flow was started for while what they teach is wished for."""
    if tutor is not None and (only := await _match_linked(chat, wishes, PersonId(tutor))):
        return only
    page = chat.given(answers.page, 0, given=(wishes,))
    wanted = (wishes.subjects, wishes.price_max)
    pick = await chat.ask(answers.tutor, lambda: _show(chat, answers, wishes, page), given=wanted)
    if pick.tutor is None and pick.price:
        below = PriceLimit(amount=pick.price, currency=pick.currency, per="hour", below=True)
        await chat.amend(answers.wishes, wishes.model_copy(update={"price_max": below}), drop=(answers.tutor,))
    if pick.without is not None:
        await chat.once("dismissed", dismiss_shown, chat.person.id, pick.without)
    if pick.tutor is None:
        found, _words = await _find(chat, answers, wishes, page)
        await chat.amend(answers.page, page + 1 if found.matches else 0, drop=(answers.tutor,))
    await chat.once("picked", pick_shown, chat.person.id, pick.tutor)
    chosen = chat.look(lambda conn: load_tutor(conn, PersonId(str(pick.tutor))))
    if _is_out_of_reach(pick, chosen, wishes):
        await chat.again(answers.tutor)
    if wishes.subjects and not subject_of(wishes, chosen):
        await chat.again(answers.tutor, why=teaches_else(chosen, wishes, chat.person.locale))
    person = chat.person
    asked = (chosen.id, wishes, person.zone, person.locale)
    match = await chat.load("match", match_tutor, *asked, key="chosen", here=True)
    if match is None:
        await chat.again(answers.tutor, why=_("They have no free time just now. Here are others."))
    return match


def wishes_like(chat: Chat, lesson: Lesson) -> Wishes:
    """Another lesson like this one: the same subject, online again or about where it was."""
    tutor = chat.look(lambda conn: load_tutor(conn, lesson.tutor))
    at: At | None = "student" if lesson.format == "student" else None
    wishes = Wishes(subjects=(SubjectId(lesson.subject),), online=lesson.format == "online", at=at)
    if wishes.online or tutor.lat is None or tutor.lon is None:
        return wishes
    if at == "student" and lesson.place and (homes := find_named(lesson.place, tutor.zone)):
        home = homes[0]
        place = WishedPlace(name=home.name, lat=home.lat, lon=home.lon, zone=home.zone, radius_m=home.radius_m)
        return wishes.model_copy(update={"place": place})
    name = tutor.place or tutor.city or tutor.zone
    place = WishedPlace(name=name, lat=tutor.lat, lon=tutor.lon, zone=tutor.zone, radius_m=NEARBY_M)
    return wishes.model_copy(update={"place": place})


def _is_out_of_reach(pick: Pick, tutor: Tutor, wishes: Wishes) -> bool:
    """Whoever was picked stays so, also online or at another's place; near another town somebody else is looked for."""
    if pick.looked is None or wishes.place is None or wishes.online or wishes.at == "student":
        return False
    return pick.looked[2] != wishes.place.name and fit(tutor, Wishes(online=False, place=wishes.place)) is None


async def _match_linked(chat: Chat, wishes: Wishes, tutor: PersonId) -> Match | None:
    teacher = chat.look(lambda conn: load_tutor(conn, tutor))
    if wishes.subjects and not subject_of(wishes, teacher):
        return None
    any_subject = wishes.model_copy(update={"subjects": ()})
    return await chat.load("match", match_tutor, tutor, any_subject, chat.person.zone, chat.person.locale, here=True)


async def _show(chat: Chat, answers: Choosing, wishes: Wishes, page: int) -> Reply:
    """The tutors on this page, who are then remembered as shown."""
    found, words = await _find(chat, answers, wishes, page)
    found = replace(found, matches=await advised(chat, wishes, found.matches))
    if not chat.has(answers.tutor):
        parts = [(match.tutor, match.parts) for match in found.matches]
        await chat.once("shown", keep_shown, chat.person.id, parts, page * CARDS)
    if not found.matches:
        return await _everyone(chat, answers, wishes)
    return _cards(chat, answers, found, wishes, words, page)


async def _find(chat: Chat, answers: Choosing, wishes: Wishes, page: int) -> tuple[Found, Text]:
    """Tutors for these wishes; where two of them had to give, those who teach the subject, online if need be."""
    person = chat.person
    where = (person.zone, person.locale, page * CARDS, CARDS, person.id)
    found = await chat.load("tutors", find_tutors, wishes, *where)
    if found.total:
        return found, intro(wishes, found, person.locale, page)
    kept = {"subjects", "learner_age", "learner_self", "place", "not_"}
    wider = Wishes().model_copy(update={name: getattr(wishes, name) for name in kept})
    found = await chat.load("tutors", find_tutors, wider, *where, key="any")
    if not found.total:
        what = load_taxonomy().label("subject", wishes.subjects[0], person.locale)
        why = _("Nobody here teaches {what} yet, sorry. Something else?", what=what)
        await chat.amend(answers.wishes, wishes.without("subjects"), Say(why, (tell_me_button(wishes),)))
    return replace(found, relaxed="several"), _("Nobody fits all of that just now. These come closest:")


def _cards(chat: Chat, answers: Choosing, found: Found, wishes: Wishes, words: Text, page: int) -> Reply:
    tutors = chat.look(lambda conn: load_tutors(conn, [match.tutor for match in found.matches]))
    more = (chat.button(answers.page, page + 1, _("More tutors")),) if found.total > (page + 1) * CARDS else ()
    posted = (tell_me_button(wishes),) if found.relaxed or found.total < ENOUGH else ()
    room = MOST_BUTTONS - len(found.matches) - len(more) - len(posted)
    buttons = (*more, *_ways(chat, answers, found.others)[:room], *posted)
    return tutor_cards(chat, answers.tutor, wishes, words, found, tutors, buttons)


async def _everyone(chat: Chat, answers: Choosing, wishes: Wishes) -> Reply:
    """Nobody is left to show: which one wish could give to bring more."""
    ways = _ways(chat, answers, await chat.load("ways", ways_on, wishes, chat.person.zone, chat.person.locale))
    words = _("That's everyone for this. Tell me what else matters to you, or look again.")
    if ways:
        words = _("That's everyone for this. With one wish less there are more:")
    return Say(words, (*ways, chat.button(answers.page, 0, _("Show them again")), tell_me_button(wishes)))


def _ways(chat: Chat, answers: Choosing, ways: Sequence[Way]) -> tuple[Button, ...]:
    return tuple(chat.button(answers.wishes, way.wishes, label) for way in ways if (label := way_label(way)))
