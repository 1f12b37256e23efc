"""Where a lesson takes place, once somebody is chosen for it: said, or changed, out of what this tutor offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from etude.conversations.chat import Chat
from etude.conversations.forms import Answer, Option, Utterance
from etude.conversations.parts.joining import joined
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.picking import Pick, looked_for
from etude.core.text import Text, _
from etude.core.tutors.model import FORMATS, Format, Rate, Tutor
from etude.matching.places import place_at
from etude.matching.ranking import rate_at
from etude.matching.search import Match
from etude.matching.wishes import Wishes

LONGEST_NAME = 9


@dataclass(frozen=True, slots=True)
class Moving:
    """The answers that choosing a place takes: `elsewhere` looks for somebody else who teaches there, `drop` are the
    answers that go with a change."""

    wishes: Answer[Wishes]
    where: Answer[Wishes]
    elsewhere: Answer[bool]
    tutor: Answer[Pick]
    drop: tuple[Answer[str], ...]


async def settle_place(chat: Chat, answers: Moving, wishes: Wishes, tutor: Tutor, match: Match) -> None:
    """Say it where the chosen tutor doesn't teach at the place that is wished for, and ask what they'd like instead.

    Whoever was picked out of a list for these very wishes was shown with the place.
    """
    pick, wished = chat.given(answers.tutor, None), _wished(wishes)
    if match.format in wished or (pick is not None and pick.looked == looked_for(wishes)):
        return
    if any(rate_at(tutor, format, wishes) for format in wished):
        return
    other = Option(_("Somebody else"), wishes)
    chosen = await _ask(chat, answers, wishes, tutor, _why_not(tutor, wishes), other)
    if chosen == wishes:
        await chat.amend(answers.elsewhere, True, drop=(answers.where, answers.tutor, *answers.drop))
    await _move(chat, answers, chosen)


async def change_place(chat: Chat, answers: Moving, wishes: Wishes, tutor: Tutor) -> NoReturn:
    """Another place for the lesson that is about to be agreed to, each with its price."""
    stay = Option(_("Leave it"), wishes)
    await _move(chat, answers, await _ask(chat, answers, wishes, tutor, None, stay))
    raise AssertionError


def can_move(tutor: Tutor, wishes: Wishes) -> bool:
    """Whether there is more than one place to choose from."""
    return len(_offered(tutor, wishes)) > 1


def district_of(wishes: Wishes) -> str | None:
    """What is told of the student's place before a lesson: the district or town, never a street."""
    place = wishes.place and place_at(wishes.place.lat, wishes.place.lon)
    return place.name if place else None


async def _ask(
    chat: Chat, answers: Moving, wishes: Wishes, tutor: Tutor, why: Text | None, last: Option[Wishes]
) -> Wishes:
    offered = _offered(tutor, wishes)
    priced = [
        _("{minutes} min {place}: {price}", minutes=each.minutes, place=_called(tutor, each.format), price=each.price)
        for each in offered
    ]
    words = _("{prices}. Where shall it be?", prices=joined(priced, "; "))
    options = [Option(_label(tutor, rate.format), _moved(wishes, rate.format)) for rate in offered]
    prompt = _("{why} {words}", why=why, words=words) if why else words
    return await chat.ask(answers.where, prompt, [*options, last], given=(tutor.id, wishes))


async def _move(chat: Chat, answers: Moving, wishes: Wishes) -> NoReturn:
    """This is wished for from now on, of the same tutor."""
    pick, looked = chat.given(answers.tutor, None), looked_for(wishes)
    if pick is not None and pick.looked != looked:
        await chat.amend(answers.tutor, pick.model_copy(update={"looked": looked}))
    await chat.amend(answers.wishes, wishes, drop=(answers.where, *answers.drop))


def _wished(wishes: Wishes) -> tuple[Format, ...]:
    if wishes.at:
        return (wishes.at,)
    if wishes.online is None:
        return FORMATS
    return ("online",) if wishes.online else ("tutor", "student")


def _moved(wishes: Wishes, format: Format) -> Wishes:
    at = None if format == "online" else format
    soft = wishes.soft - {"online", "at"}
    return wishes.model_copy(update={"online": format == "online", "at": at, "soft": soft})


def read_place(said: Utterance) -> Sequence[Wishes]:
    """The place on offer that the words mean: "at mine", "online then"."""
    meant = said.understood.wishes
    fitting = [
        each
        for each in said.options
        if isinstance(each, Wishes) and each.online == meant.online and meant.at in (None, each.at)
    ]
    return list(dict.fromkeys(fitting)) if meant.online is not None else ()


def _offered(tutor: Tutor, wishes: Wishes) -> list[Rate]:
    return [rate for format in FORMATS if (rate := rate_at(tutor, format, wishes))]


def _why_not(tutor: Tutor, wishes: Wishes) -> Text:
    name = first_name(tutor.name)
    if wishes.at == "student" and "student" in tutor.formats and wishes.place is not None:
        km = f"{tutor.radius_m / 1000:g}"
        return _("{name} travels up to {km} km, and {place} is farther.", name=name, km=km, place=wishes.place.name)
    if wishes.at == "student":
        return _("{name} doesn't come to students' homes.", name=name)
    if wishes.at == "tutor":
        return _("{name} doesn't teach at a place of their own near there.", name=name)
    if wishes.online:
        return _("{name} doesn't teach online.", name=name)
    return _("{name} doesn't teach in person near there.", name=name)


def _called(tutor: Tutor, format: Format) -> Text:
    if format == "tutor":
        return _("at {name}'s", name=first_name(tutor.name))
    return _("online") if format == "online" else _("at your place")


def _label(tutor: Tutor, format: Format) -> Text:
    if format == "tutor":
        return _("At {name}'s", name=first_name(tutor.name)[:LONGEST_NAME])
    return _("Online") if format == "online" else _("At your place")
