"""A tutor offers up to three other times for a request, tapped or said; the list is seen before it is sent."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import BaseModel

from etude.conversations.chat import Chat, digest
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Utterance, answer, consent
from etude.conversations.messages import Button, Say, TimeOption, Times
from etude.conversations.parts.choosing import open_request
from etude.conversations.parts.clashes import taken_of
from etude.conversations.parts.joining import joined
from etude.conversations.parts.lesson_words import LessonView
from etude.conversations.parts.picking import NOT
from etude.conversations.parts.reasons import reason_told
from etude.conversations.parts.spoken_choices import read_pointing
from etude.conversations.understanding import TimeExpression, read_windows
from etude.core.errors import TimeTakenError
from etude.core.ids import LessonId, PersonId
from etude.core.lessons import moving
from etude.core.lessons.lifecycle import ANSWER_BEFORE_START
from etude.core.lessons.moving import MAX_PROPOSED
from etude.core.text import Text, _
from etude.core.transaction import Tx
from etude.matching.search import other_times
from etude.matching.windows import Window, describe_windows
from etude.matching.wishes import Wishes

FIRST_TIMES, MORE_TIMES = 4, 3
SURE = 0.7
_REFUSING = NOT | {"nope", "nein"}


class Said(BaseModel):
    """What was said: times that are named to the minute, stretches in which to look for some, and that this is all.

    `others` says that other times are wanted than those in sight, `anew` that those on the list were wrong.
    """

    times: tuple[datetime, ...] = ()
    windows: tuple[Window, ...] = ()
    done: bool = False
    others: bool = False
    anew: bool = False


class Offering(Said):
    """The times that are going to be offered, and where to look for more."""


def absorb_said(old: Said | None, said: Utterance) -> Said | None:
    """Every time in the words: a moment where day and clock are plain, else a stretch to choose from."""
    exact = [time for time in said.understood.times if _is_exact(time)]
    loose = [each for time in said.understood.times if time not in exact for each in (time, *time.alternatives)]
    # "Another one, or is that all?" may be answered by yes or by no: either way the list is shown to be agreed to.
    done = any(command.name in ("Yes", "No") and command.confidence >= SURE for command in said.understood.commands)
    found = Said(times=tuple(_moments(exact, said)), windows=read_windows(loose), done=done)
    if found == Said() or found.done:
        others, anew = _read_others(said)
        found = found.model_copy(update={"others": others, "anew": anew, "done": found.done and not others})
    return found if found != Said() else None


def _read_others(said: Utterance) -> tuple[bool, bool]:
    """ "Another one" wants to see more; "no, not that, another one" takes back what there is as well."""
    pointing, left = read_pointing(said.text)
    others = pointing == "other" and _REFUSING.issuperset(left)
    return others, others and bool(left)


def _is_exact(time: TimeExpression) -> bool:
    day_and_clock = time.start is not None and time.start.day is not None and time.start.clock is not None
    return time.kind == "point" and day_and_clock and not time.alternatives


def _moments(times: Iterable[TimeExpression], said: Utterance) -> Iterable[datetime]:
    for time in times:
        if time.start and time.start.day and time.start.clock:
            yield datetime.combine(time.start.day, time.start.clock, said.now.tzinfo)


class Proposing(Form):
    """Up to three times, and that these are all."""

    offering = answer(Offering)
    pick = answer(datetime, names=("time",), hint=_("Tap a time, or say some: “Saturday at 10 or Monday at 6”."))
    said = answer(Said, absorbs=absorb_said)
    later = answer(int)
    reason = answer(str)
    enough = answer(str)
    agreed = consent()


async def propose_times(chat: Chat, lesson: str) -> str:
    """Times that are tapped or said are listed until there are three or the tutor says that is all."""
    view = await open_request(chat, lesson)
    if view is None:
        return f"lesson:{lesson}"
    offering = await _take_in(chat, view)
    reason = _reason(chat, view)
    if offering.done or len(offering.times) == MAX_PROPOSED:
        others = chat.button(Proposing.offering, Offering(), _("Other times"))
        facts = [offering.times, reason] if reason else offering.times
        await chat.agree(Proposing.agreed, Say(_list(chat, view, offering), (others,)), facts, yes=_("Offer these"))
    elif chat.given(Proposing.enough, "") != digest(offering.times):
        await _pick(chat, view, offering)
    try:
        await chat.once("proposed", propose, view.lesson.id, chat.person.id, list(offering.times), reason)
    except TimeTakenError:
        why = _("One of those times has just been taken. Which others can you offer?")
        await chat.again(Proposing.offering, Proposing.enough, Proposing.agreed, why=why)
    return f"lesson:{lesson}"


def propose(tx: Tx, lesson: LessonId, tutor: PersonId, times: list[datetime], reason: str) -> bool:
    moving.propose(tx, lesson, tutor, times, reason or None)
    return True


def _reason(chat: Chat, view: LessonView) -> str:
    """Why not the time that was asked for, as the student will read it; nothing where none was given."""
    return chat.look(lambda conn: reason_told(conn, view.lesson, chat.given(Proposing.reason, "")))


async def _take_in(chat: Chat, view: LessonView) -> Offering:
    """The list with what was just tapped or said; what cannot be offered is named."""
    offering = chat.given(Proposing.offering, Offering())
    tapped, said = chat.given(Proposing.pick, None), chat.given(Proposing.said, None)
    if tapped is None and said is None:
        return offering
    if said and said.anew and offering.times:
        await chat.amend(Proposing.offering, Offering(), drop=(Proposing.pick, Proposing.said))
    if said and said.others:
        pages = chat.given(Proposing.later, 0, given=(offering.windows,))
        await chat.amend(Proposing.later, pages + 1, drop=(Proposing.pick, Proposing.said))
    wanted = [time for time in (tapped, *(said.times if said else ())) if time and time not in offering.times]
    soon = [time for time in wanted if time - ANSWER_BEFORE_START <= chat.now]
    same = view.lesson.start
    taken = chat.look(lambda conn: taken_of(conn, view.lesson, [t for t in wanted if t not in (*soon, same)]))
    free = [time for time in wanted if time not in (*soon, *taken, same)]
    times = (*offering.times, *free)
    remarks = [
        _("{start:when} is what was asked for.", start=same) if same in wanted else None,
        _("{times} is too soon to be answered.", times=_one_line(soon)) if soon else None,
        _("{times} is not free.", times=_one_line(taken)) if taken else None,
        _("Three at most, so I left out {times}.", times=_one_line(times[MAX_PROPOSED:]))
        if len(times) > MAX_PROPOSED
        else None,
    ]
    windows = said.windows if said else offering.windows
    done = said is not None and said.done and bool(times) and not said.windows
    grown = Offering(times=tuple(sorted(times[:MAX_PROPOSED])), windows=windows, done=done)
    why = joined([remark for remark in remarks if remark is not None]) if any(remarks) else None
    return await chat.amend(Proposing.offering, grown, why, drop=(Proposing.pick, Proposing.said))


async def _pick(chat: Chat, view: LessonView, offering: Offering) -> None:
    windows, chosen = offering.windows, offering.times
    pages, zone = chat.given(Proposing.later, 0, given=(windows,)), chat.person.zone
    shown = MORE_TIMES if chosen else FIRST_TIMES
    count = shown * (pages + 1) + len(chosen)
    found = await chat.load("times", other_times, view.lesson.id, zone, count, Wishes(windows=windows))
    if windows and (empty := await _empty(chat, view, windows)):
        left = tuple(window for window in windows if window not in empty)
        why = _("Nothing is free {when}.", when=describe_windows(tuple(empty)))
        await chat.amend(Proposing.offering, Offering(times=chosen, windows=left), why)
    free = [time for time in found if time not in chosen][: shown * (pages + 1)][-shown:]
    options = tuple(TimeOption(time, chat.button(Proposing.pick, time, _("{time:when}", time=time))) for time in free)
    other = view.student.zone
    buttons = (*_ends(chat, chosen), chat.button(Proposing.later, pages + 1, _("More times")))
    picker = Times(_prompt(chat, view, offering), options, buttons, other if other != zone else None)
    await chat.ask(Proposing.pick, picker)


async def _empty(chat: Chat, view: LessonView, windows: Sequence[Window]) -> list[Window]:
    """The stretches in which nothing is free."""
    empty = []
    for number, window in enumerate(windows):
        args = (view.lesson.id, chat.person.zone, 1, Wishes(windows=(window,)))
        if not await chat.load("in", other_times, *args, key=str(number)):
            empty.append(window)
    return empty


def _ends(chat: Chat, chosen: Sequence[datetime]) -> tuple[Button, ...]:
    """The way out, bound to the list that was shown."""
    if not chosen:
        return ()
    enough = chat.button(Proposing.enough, digest(chosen), _("That's all"), "primary")
    return (enough, chat.button(Proposing.offering, Offering(), _("Start the list anew")))


def _prompt(chat: Chat, view: LessonView, offering: Offering) -> Text:
    if not offering.times:
        return _("Which other times can you offer? Pick up to three.")
    return _("{list}\nAnother one, or is that all?", list=_list(chat, view, offering))


def _list(chat: Chat, view: LessonView, offering: Offering) -> Text:
    lines = joined([_("• {time:when}", time=time) for time in offering.times], "\n")
    words = _("I'll offer {name}:\n{times}", name=view.booker, times=lines)
    reason = _reason(chat, view)
    return _("{words}\nAnd I'll tell them: “{reason}”", words=words, reason=reason) if reason else words


def _one_line(times: Sequence[datetime]) -> Text:
    return joined([_("{time:when}", time=time) for time in times], "; ")


FLOWS = (Flow("propose_times", Proposing, propose_times, _("offering other times"), _("Other times")),)
