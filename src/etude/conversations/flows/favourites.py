"""Tutors to find again: saved, shown with a way to book each, and taken off the list."""

from collections.abc import Sequence

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Option, answer
from etude.conversations.messages import Button, Cards, Say, StartFlow, TutorCard
from etude.conversations.parts.favouring import MY_FAVOURITES
from etude.conversations.parts.in_sight import absorb_strange, meant_tutor
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.named_tutor import Called
from etude.conversations.parts.picking import Pick, like_name, read_pick
from etude.conversations.parts.tutor_cards import tutor_card
from etude.conversations.parts.ways import FIND_A_TUTOR
from etude.core.favourites import store
from etude.core.ids import PersonId
from etude.core.text import _, verbatim
from etude.core.tutors.model import Tutor
from etude.core.tutors.store import load_tutors
from etude.matching.search import match_tutor
from etude.matching.wishes import Wishes

MOST, MOST_CHOICES = 3, 5


class Favouring(Form):
    """Nothing is asked, unless it is not clear who is meant."""

    called = answer(Called, absorbs=absorb_strange)
    who = answer(Pick, reads=read_pick)


async def my_favourites(chat: Chat, skip: int = 0) -> str:
    """Cards with a button to book, a few at a time; who takes no bookings now is named."""
    tutors = _mine(chat)
    if not tutors:
        words = _("You have no favourites yet. “Save Ada” or the button on a profile puts somebody here.")
        await chat.say(Say(words, (FIND_A_TUTOR,)))
        return ""
    shown = tutors[skip : skip + MOST]
    cards = [card for tutor in shown if (card := await _card(chat, tutor))]
    away = [tutor for tutor in shown if tutor.id not in {card.tutor for card in cards}]
    buttons = [Button(_("Remove one"), StartFlow("remove_favourite"))]
    if len(tutors) > skip + MOST:
        buttons.insert(0, Button(_("More favourites"), StartFlow("my_favourites", {"skip": skip + MOST})))
    if away:
        names = ", ".join(first_name(tutor.name) for tutor in away)
        await chat.say(Say(_("No free times just now: {names}.", names=names), () if cards else tuple(buttons)))
    if cards:
        await chat.say(Cards(_("Your favourites:"), tuple(cards), tuple(buttons)))
    return ""


async def add_favourite(chat: Chat, tutor: str | None = None) -> str:
    """Save the tutor whom a button names, or who is meant."""
    meant = PersonId(tutor) if tutor else await meant_tutor(chat, Favouring.called, Favouring.who)
    if meant is None:
        await chat.say(Say(_("Whom shall I save? Say a name, such as “save Ada”."), (FIND_A_TUTOR, MY_FAVOURITES)))
        return ""
    (found,) = chat.look(lambda conn: load_tutors(conn, [meant]))
    await chat.once("saved", store.add_favourite, chat.person.id, found.id)
    name = first_name(found.name)
    book = Button(_("Book {name}", name=name[:13]), StartFlow("book", {"tutor": found.id}))
    await chat.say(Say(_("{name} is one of your favourites now.", name=name), (book, MY_FAVOURITES)))
    return ""


async def remove_favourite(chat: Chat, tutor: str | None = None) -> str:
    """Take somebody off the list; asked where it is not clear whom."""
    mine = _mine(chat)
    found = next((each for each in mine if each.id == tutor), None) if tutor else await _which(chat, mine)
    if found is None:
        words = _("There is nobody to take off your favourites.") if not mine else _("They are off your favourites.")
        await chat.say(Say(words, (MY_FAVOURITES, FIND_A_TUTOR)))
        return ""
    await chat.once("removed", store.remove_favourite, chat.person.id, found.id)
    back = Button(_("Save again"), StartFlow("add_favourite", {"tutor": found.id}))
    words = _("{name} is off your favourites.", name=first_name(found.name))
    await chat.say(Say(words, (MY_FAVOURITES, back)))
    return ""


async def _which(chat: Chat, mine: Sequence[Tutor]) -> Tutor | None:
    called = chat.given(Favouring.called, None)
    words = called.words.casefold().split() if called else []
    named = [tutor for tutor in mine if any(like_name(word, tutor.name) for word in words)]
    if not mine or len(named) == 1:
        return named[0] if named else None
    options = [
        Option(verbatim(each.name[:20]), Pick(tutor=each.id, name=each.name)) for each in (named or mine)[:MOST_CHOICES]
    ]
    picked = await chat.ask(Favouring.who, _("Whom shall I take off your favourites?"), options)
    return next((each for each in mine if each.id == picked.tutor), None)


def _mine(chat: Chat) -> list[Tutor]:
    return chat.look(lambda conn: load_tutors(conn, store.favourites_of(conn, chat.person.id)))


async def _card(chat: Chat, tutor: Tutor) -> TutorCard | None:
    person = chat.person
    asked = (tutor.id, Wishes(), person.zone, person.locale)
    match = await chat.load("match", match_tutor, *asked, key=tutor.id, here=True)
    if match is None:
        return None
    book = Button(_("Book {name}", name=first_name(tutor.name)[:13]), StartFlow("book", {"tutor": tutor.id}))
    return tutor_card(tutor, match, [book])


FLOWS = (
    Flow("my_favourites", Favouring, my_favourites, _("your favourites"), _("My favourites")),
    Flow("add_favourite", Favouring, add_favourite, _("saving"), _("Add to favourites")),
    Flow("remove_favourite", Favouring, remove_favourite, _("your favourites"), _("Remove favourite")),
)
