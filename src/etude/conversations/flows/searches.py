"""To be told when somebody fits: a search that goes on, seen and stopped whenever one likes."""

from typing import Any

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Option, answer
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.readers import absorb_wishes, read_wishes
from etude.conversations.parts.searches import MY_SEARCHES, what_words, wished_just_now
from etude.conversations.parts.ways import FIND_A_TUTOR
from etude.conversations.standing import look_soon
from etude.core.ids import PersonId
from etude.core.text import Text, _, verbatim
from etude.core.transaction import Tx
from etude.matching.standing.store import LASTS, MOST, StandingSearch, end_search, keep_search, open_searches, who_fits
from etude.matching.wishes import Wishes

ALL, LONGEST_LABEL = "all", 20


STOP_LOOKING = Button(_("Stop looking"), StartFlow("stop_looking"))


class Searching(Form):
    """What is looked for."""

    wishes = answer(
        Wishes,
        reads=read_wishes,
        absorbs=absorb_wishes,
        hint=_("Say what you would like to learn, such as “cello near Camden, evenings”."),
    )


class Stopping(Form):
    """Which search is meant."""

    which = answer(str)


async def tell_me(chat: Chat, wishes: dict[str, Any] | None = None) -> str:
    """Look on for what was wished for, and say until when."""
    wanted = await _wanted(chat, wishes)
    person = chat.person
    known = await chat.load("known", who_fits, wanted, person.zone, person.locale)
    if not await chat.once("kept", keep, person.id, wanted, known):
        words = _("You have {count} searches already. Stop one of them, and I look for this instead.", count=MOST)
        await chat.say(Say(words, (MY_SEARCHES,)))
        return ""
    what, until = what_words(wanted, person.locale), chat.now + LASTS
    words = _("I keep looking for {what} until {day:date}, and tell you when somebody new fits.", what=what, day=until)
    await chat.say(Say(words, (MY_SEARCHES, FIND_A_TUTOR)))
    return ""


async def my_searches(chat: Chat) -> str:
    """What is looked for, and a way to stop it."""
    mine = chat.look(lambda conn: open_searches(conn, chat.now, chat.person.id))
    if not mine:
        await chat.say(Say(_("I'm not looking for anybody for you just now."), (FIND_A_TUTOR,)))
    for search in mine:
        what = what_words(search.wishes, chat.person.locale)
        buttons = (STOP_LOOKING,) if search is mine[-1] else ()
        await chat.say(Say(_("{what}: until {day:date}", what=what, day=search.until), buttons), key=search.id)
    return ""


async def stop_looking(chat: Chat) -> str:
    """End the only search, the one that is picked, or all of them."""
    done = chat.done("ended", end)
    ended = done[1] if done else await _meant(chat)
    count, _ended = await chat.once("ended", end, chat.person.id, ended)
    await chat.say(Say(_stopped(count), (MY_SEARCHES, FIND_A_TUTOR)))
    return ""


async def _meant(chat: Chat) -> list[str]:
    mine = chat.look(lambda conn: open_searches(conn, chat.now, chat.person.id))
    every = [each.id for each in mine]
    if len(mine) < 2:
        return every
    options = [Option(_label(chat, number, each), each.id) for number, each in enumerate(mine, 1)]
    which = await chat.ask(Stopping.which, _("Which one shall I stop?"), [*options, Option(_("All of them"), ALL)])
    return every if which == ALL else [which]


def _label(chat: Chat, number: int, search: StandingSearch) -> Text:
    what = what_words(search.wishes, chat.person.locale).render(chat.person.voice)
    return verbatim(f"{number}. {what}"[:LONGEST_LABEL])


def keep(tx: Tx, person: PersonId, wishes: Wishes, known: list[PersonId]) -> bool:
    """Begin the search, and have it looked at."""
    kept = keep_search(tx, person, wishes, known)
    look_soon(tx)
    return kept


def end(tx: Tx, person: PersonId, searches: list[str]) -> tuple[int, list[str]]:
    """How many of these searches were ended just now."""
    return sum(end_search(tx, person, search) for search in searches), searches


async def _wanted(chat: Chat, wishes: dict[str, Any] | None) -> Wishes:
    """What a button names, what was said along, or what was wished for in the booking under way."""
    said = chat.given(Searching.wishes, Wishes())
    before = None if wishes or said.subjects else chat.look(lambda conn: wished_just_now(conn, chat.person.id))
    wanted = (Wishes.model_validate(wishes) if wishes else before or Wishes()).merge(said)
    if wanted.subjects:
        return wanted
    return await chat.ask(Searching.wishes, _("What shall I look for? Say it in your own words."), check=_needs_subject)


def _needs_subject(wishes: Wishes) -> Text | None:
    return None if wishes.subjects else _("Good to know. And what would you like to learn?")


def _stopped(count: int) -> Text:
    if count == 0:
        return _("I'm not looking for anybody for you just now.")
    return _("OK, I've stopped looking.")


FLOWS = (
    Flow("tell_me", Searching, tell_me, _("the search"), _("Keep me posted")),
    Flow("my_searches", Form, my_searches, _("your searches"), _("My searches")),
    Flow("stop_looking", Stopping, stop_looking, _("the search"), _("Stop looking")),
)
