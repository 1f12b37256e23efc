"""Who takes the lesson, and whether they may agree to it themselves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from etude.conversations.chat import Chat
from etude.conversations.forms import Form, Option, Utterance, answer
from etude.conversations.parts.lesson_words import first_name
from etude.core.ids import LearnerId, PersonId
from etude.core.people.model import ADULT_AGE, Learner
from etude.core.people.store import add_learner, change_person, learners_of, load_learner
from etude.core.text import Text, _, verbatim
from etude.core.transaction import Tx
from etude.matching.taxonomy import load_taxonomy
from etude.matching.wishes import Wishes

_LEAD = frozenset(
    ("it's", "its", "he", "she", "his", "her", "name", "is", "my", "i'm", "called", "the", "i", "am", "for")
)
_KIN = frozenset(("child", "son", "daughter", "kid", "boy", "girl"))


SURELY = 0.7
_NAMED = re.compile(
    r"\b(?i:for|für|para|my|mein|meine|meinen|mi)\s+(?P<kin>(?i:son|daughter|child|kid|boy|girl|sohn|tochter|kind|hijo|hija)"
    r",?\s+)?(?P<name>[A-ZÀ-ÖØ-Þ][\w'’-]+)"
)


@dataclass(frozen=True, slots=True)
class Minor:
    """Somebody who writes themselves and is under 18; `age` in years."""

    name: str
    age: int


class Heard(BaseModel):
    """A first name that was said along with a wish; `child` where it was said to be their child's."""

    name: str
    child: bool


# What follows a name in the same breath: "Mia and she is nine", "Mia, 9".
_AND_MORE = re.compile(r"[,;(]|\s(?:and|und|y|who|she|he|aged?)\s|\s\d", re.IGNORECASE)


def read_name(said: Utterance) -> Sequence[str]:
    """A first name: a few letters, not a sentence."""
    said_first = _AND_MORE.split(said.text.strip().removeprefix("(").removesuffix(")"), maxsplit=1)[0]
    words = said_first.split()
    name = [word.strip(".,!") for word in words if word.casefold().strip(".,!") not in _LEAD | _KIN]
    if any(command.confidence >= SURELY for command in said.understood.commands):
        return ()
    if any(time.start and time.start.day and time.grain != "month" for time in said.understood.times):
        return ()
    fits = 0 < len(name) <= 3 and all(
        part.replace("-", "").replace("'", "").replace("’", "").isalpha() for part in name
    )
    return (" ".join(part[:1].upper() + part[1:] for part in name)[:40],) if fits else ()


def read_age(said: Utterance) -> Sequence[int]:
    """An age in years."""
    spoken = [int(word) for word in said.text.split() if word.isdecimal()]
    ages = [age.years for age in said.understood.ages] or spoken
    return [age for age in ages if 3 <= age <= 120][:1]


def absorb_heard(old: Heard | None, said: Utterance) -> Heard | None:
    """A name said in passing: "for Ben", "for my daughter Mia"."""
    found = _NAMED.search(said.text)
    if found is None or load_taxonomy().find(found["name"], said.locale):
        return None
    return Heard(name=found["name"], child=found["kin"] is not None)


class WhoLearns(Form):
    """Who the lesson is for."""

    heard = answer(Heard, absorbs=absorb_heard)
    afresh = answer(bool)
    who = answer(str, names=("who", "learner", "child"), hint=_("Tap one, please. “My child” adds another child."))
    name = answer(str, reads=read_name, names=("name",), hint=_("Just the first name, such as “Mia”."))
    age = answer(int, reads=read_age, names=("age",), hint=_("Just the number of years, such as “15”."))


async def choose_learner(chat: Chat, wishes: Wishes, former: Learner | None) -> Learner | Minor:
    """The learner under this person's account, or the minor who is writing and cannot agree for themselves.

    The `former` learner is taken where nobody else is named, if it is one of this person's.
    """
    age = wishes.learner_age
    if chat.person.adult is False:
        return await _minor(chat, age if wishes.learner_self else None)
    afresh = chat.given(WhoLearns.afresh, False)
    if former and former.guardian == chat.person.id and wishes.learner_self is None and not afresh:
        return former
    if not afresh and (called := _heard_child(chat)):
        return called
    if wishes.learner_self is False or (wishes.learner_self is None and age is not None and age < ADULT_AGE):
        return await _child(chat, age)
    if wishes.learner_self and age is not None:
        return await _self(chat) if age >= ADULT_AGE else await _minor(chat, age)
    if wishes.learner_self and chat.person.adult:
        return await _self(chat)
    who = await chat.ask(WhoLearns.who, _("Who is the lesson for?"), _candidates(chat))
    if who == "me":
        return await _self(chat)
    if who == "minor":
        return await _minor(chat, None)
    if who == "child":
        return await _child(chat, age, ask_known=False)
    return chat.look(lambda conn: load_learner(conn, LearnerId(who)))


def _heard_child(chat: Chat) -> Learner | None:
    """The child of theirs who was called by name."""
    heard = chat.given(WhoLearns.heard, None)
    known = _children(chat) if heard else []
    return next(
        (child for child in known if heard and first_name(child.name).casefold() == heard.name.casefold()), None
    )


def _candidates(chat: Chat) -> list[Option[str]]:
    named = [Option(verbatim(first_name(child.name)[:20]), str(child.id)) for child in _children(chat)]
    if chat.person.adult:
        return [*named, Option(_("Me"), "me"), Option(_("My child"), "child")]
    me, child, minor = _("Me, I'm 18 or over"), _("My child"), _("Me, under 18")
    return [*named, Option(me, "me"), Option(child, "child"), Option(minor, "minor")]


def _children(chat: Chat) -> list[Learner]:
    known = chat.look(lambda conn: learners_of(conn, chat.person.id))
    return [learner for learner in known if learner.person != chat.person.id][:3]


async def _self(chat: Chat) -> Learner:
    name = chat.person.name
    if name is None:
        name = await chat.ask(WhoLearns.name, _("What's your first name?"))
    return await chat.once("learner", enter_self, chat.person.id, name)


async def _minor(chat: Chat, age: int | None) -> Learner | Minor:
    """A minor is asked for first name and age once; one who turns out to be 18 at once has their own account."""
    name = chat.person.name
    if name is None:
        name = await chat.ask(WhoLearns.name, _("What's your first name?"))
    born = _year_of_birth(chat) if age is None else None
    age = chat.now.year - born if born else age
    if age is None:
        age = await chat.ask(WhoLearns.age, _("And how old are you?"))
    # Who once said to be a minor does not grow up by saying so: a person puts that right.
    if age >= ADULT_AGE and chat.person.guardian is None and chat.person.adult is not False:
        return await chat.once("learner", enter_self, chat.person.id, name)
    return Minor(first_name(name), min(age, ADULT_AGE - 1))


def _year_of_birth(chat: Chat) -> int | None:
    guardian = chat.person.guardian
    known = chat.look(lambda conn: learners_of(conn, guardian)) if guardian else []
    return next((learner.born_year for learner in known if learner.person == chat.person.id), None)


async def _child(chat: Chat, age: int | None, *, ask_known: bool = True) -> Learner:
    """Nothing but the first name is asked; a child entered before is offered by name."""
    known = [child for child in _children(chat) if child.person is None] if ask_known else []
    options = [Option(verbatim(first_name(child.name)[:20]), child.name) for child in known]
    question: Text = _("What's your child's first name?")
    heard = chat.given(WhoLearns.heard, None)
    if heard is not None and heard.child and not chat.has(WhoLearns.name) and not chat.given(WhoLearns.afresh, False):
        name = heard.name
    else:
        name = await chat.ask(WhoLearns.name, question, options)
    born = chat.now.year - age if age is not None else None
    return await chat.once("child", enter_child, chat.person.id, name, born)


def enter_self(tx: Tx, person: PersonId, name: str) -> Learner:
    """An adult who learns is a learner of their own."""
    change_person(tx.conn, person, name=name, adult=True)
    return add_learner(tx.conn, tx.now, guardian=person, name=name, person=person)


def enter_child(tx: Tx, person: PersonId, name: str, born_year: int | None) -> Learner:
    """A child of whoever writes, who is thereby an adult who looks after them."""
    change_person(tx.conn, person, adult=True)
    return add_learner(tx.conn, tx.now, guardian=person, name=name, born_year=born_year)
