"""Who takes the lesson, and whether they may agree to it themselves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from etude.conversations.chat import Chat
from etude.conversations.forms import Answer, Form, Option, Utterance, answer
from etude.conversations.parts.first_names import introduced, is_everyday, is_strange, read_name
from etude.conversations.parts.lesson_words import first_name
from etude.core.ids import LearnerId, PersonId
from etude.core.people.model import ADULT_AGE, Learner
from etude.core.people.store import add_learner, change_person, learners_of, load_learner, rename_learner
from etude.core.text import Text, _, verbatim
from etude.core.transaction import Tx
from etude.matching.places import find_place
from etude.matching.taxonomy import load_taxonomy
from etude.matching.wishes import Wishes

OLDEST, YOUNGEST, MOST = 110, 3, 3
_NAMED = re.compile(
    r"\b(?i:for|für|para|my|mein|meine|meinen|mi)\s+(?P<kin>(?i:son|daughter|child|kid|boy|girl|sohn|tochter|kind|hijo|hija)"
    r",?\s+)?(?P<name>(?!(?:Kind|Kinder|Sohn|Tochter|Junge|Mädchen)\b)[A-ZÀ-ÖØ-Þ][\w'’-]+)"
)


# On a phone names have no capitals: "my son max 9", "for ben hes 7". What follows tells that it was a name.
_TYPED = re.compile(
    r"\b(?:(?:my|our|mein|meine|meinen|unser\w*|mi|nuestr[oa])\s+(?P<kin>son|daughter|child|kid|boy|girl|sohn|tochter|kind|"
    r"hijo|hija)|(?:for|für|para)),?\s+(?P<name>[^\W\d_]{3,12})(?=\s*[,.(]|\s+(?:is\s+|ist\s+|tiene\s+|de\s+|aged?\s+)?\d|"
    r"\s+(?:s?he['’]?s|s?he is|who|er ist|sie ist|der|die|que|wants|would|near|in|aus|bei|en|cerca)\b|\s*$)",
    re.IGNORECASE,
)

_MAYBE = re.compile(r"\b(?:for|für|para)\s+(?P<name>[^\W\d_A-ZÀ-Þ]{2,12})\b")
_THEIR_AGE = re.compile(
    r"[\s,(]*(?:(?:s?he['’]?s|s?he is|is|er ist|sie ist|ist|tiene|de|aged?)\s+)?(?P<age>\d{1,2})\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Minor:
    """Somebody who writes themselves and is under 18; `age` in years."""

    name: str
    age: int


class Heard(BaseModel):
    """What was said along with a wish about who learns.

    `child` is whether the name is said to be their child's, `me` whether it is for whoever writes, `several` whether
    it is for more than one, `adult` whether they say that they are of age; `age` in years. `own` is what whoever
    writes says they are called, `right` how the learner is called after all; `maybe` is a name if a child of
    theirs has it.
    """

    name: str = ""
    maybe: str = ""
    own: str = ""
    right: str = ""
    child: bool = False
    me: bool = False
    several: bool = False
    adult: bool | None = None
    age: int | None = None


_AGED = re.compile(
    r"(?:(?:it's|its|for|für|para)\s+)?(?P<name>[^\W\d_][\w'’-]+)[\s,(]+"
    r"(?:(?:and\s+|und\s+|y\s+)?(?:she|he|sie|er|ella|él)(?:['’]s|\s+is|\s+ist|\s+tiene)\s+|is\s+|ist\s+|tiene\s+|"
    r"aged?\s+)?(?P<age>\d{1,2})\b[^\d]{0,20}",
    re.IGNORECASE,
)
_ME = re.compile(
    r"(?:(?:it['’]?s|its|just|only|for|yes|nur|es ist|für|solo|sólo|es|para)[\s,]+)*"
    r"(?:me|myself|mich|ich|mich selbst|mí|mi|yo|mí mismo|mí misma)(?:[\s,]+(?:please|only|bitte|por favor))?[.!]?",
    re.IGNORECASE,
)
_ADULT = re.compile(
    r"\b(?:an? adult|me,? adult|i['’]?m adult|adult me|grown[- ]?up|over 18|18 or over|of age|erwachsen|volljährig|"
    r"über 18|(?:soy )?adult[oa]|mayor de edad)\b|\b18\s?\+",
    re.IGNORECASE,
)
_MINOR = re.compile(
    r"\b(?:i['’]?m|i am|me,?|ich bin|soy)\s+(?:a minor|under 18|under age|minderjährig|unter 18|menor)\b", re.IGNORECASE
)
_CHILDREN = (
    "kids|children|sons|daughters|boys|girls|twins|kinder|söhne|töchter|zwillinge|hijos|hijas|gemelos|niños|niñas"
)
_SEVERAL = re.compile(
    rf"\b(?i:for both|both of (?:us|them)|both (?:my )?(?:{_CHILDREN})"
    rf"|(?:for|with) (?:all |both )?(?:of )?my (?:two |three )?(?:{_CHILDREN})"
    rf"|für (?:alle |die )?beiden?|für (?:alle )?meine (?:beiden |zwei |drei )?(?:{_CHILDREN})"
    rf"|para (?:l[oa]s|mis) (?:dos|tres)|para amb[oa]s|para mis (?:{_CHILDREN}))\b"
    r"|\b(?i:for|für|para)\s+(?P<one>[A-ZÀ-ÖØ-Þ][\w'’-]+)\s+(?:and|und|y|e|&)\s+(?P<other>[A-ZÀ-ÖØ-Þ][\w'’-]+)"
)
_BARE_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’-]+")


def read_age(said: Utterance) -> Sequence[int]:
    """An age in years."""
    spoken = [int(word) for word in said.text.split() if word.isdecimal()]
    ages = [age.years for age in said.understood.ages] or spoken
    return [age for age in ages if 3 <= age <= 120][:1]


def absorb_heard(old: Heard | None, said: Utterance) -> Heard | None:
    """Who learns, said in passing: "for Ben", "for my daughter Mia", "mia she is 9", "just me", "me, adult"."""
    new: dict[str, object] = {}
    if (aged := _AGED.fullmatch(said.text.strip())) and _is_strange(aged["name"], said):
        new = {"name": aged["name"][:1].upper() + aged["name"][1:], "child": int(aged["age"]) < ADULT_AGE}
        new["age"] = int(aged["age"])
    elif (found := _NAMED.search(said.text)) and _is_strange(found["name"], said):
        new = {"name": found["name"], "child": found["kin"] is not None}
        if found["kin"] is not None and (age := _age_after(said, found.end())):
            new["age"] = age
    elif (typed := _typed_name(said)) is not None:
        new = typed
    elif maybe := _MAYBE.search(said.text):
        new = {"maybe": maybe["name"]} if not is_everyday(maybe["name"]) else {}
    several = _is_for_several(said)
    if "name" in new or several:
        new |= {"several": several, "right": ""}
    if _ME.fullmatch(said.text.strip()):
        new |= {"me": True, "several": False}
    if minor := _MINOR.search(said.text):
        new |= {"me": True, "adult": False}
    if not minor and _ADULT.search(said.text):
        new |= {"me": True, "adult": True}
    if own := introduced(said.text, "own"):
        new["own"] = own
    if not said.understood.wishes.place and (right := introduced(said.text, "theirs")):
        new["right"] = right
    return (old or Heard()).model_copy(update=new) if new else None


def _typed_name(said: Utterance) -> dict[str, object] | None:
    """A name without a capital, where nothing in any of our languages is called so."""
    for found in _TYPED.finditer(said.text):
        name, kin = found["name"], found["kin"] is not None
        age = _age_after(said, found.end())
        if name.islower() and (kin or (age and not find_place(name))) and not is_everyday(name):
            return {"name": name.capitalize(), "child": True} | ({"age": age} if age else {})
    return None


def _age_after(said: Utterance, end: int) -> int | None:
    """The age of a child right behind the name, where that number is nothing else: "mia 8", "ben hes 7"."""
    found = _THEIR_AGE.match(said.text, end)
    heard = said.understood
    spans = [each.span for group in (heard.times, heard.durations, heard.money, heard.counts) for each in group]
    if found is None or not YOUNGEST <= int(found["age"]) < ADULT_AGE:
        return None
    return None if any(first <= found.start("age") < last for first, last in spans) else int(found["age"])


def _is_for_several(said: Utterance) -> bool:
    """ "For both", "for my kids", "for Ben and Mia", but not "for Saturday and Sunday"."""
    found = _SEVERAL.search(said.text)
    names = [found[each] for each in ("one", "other") if found[each]] if found else []
    return found is not None and all(is_strange(name, said.locale) for name in names)


def _is_strange(word: str, said: Utterance) -> bool:
    """No everyday word, unless a capital in a sentence tells otherwise: it may well be a name."""
    if word[0].isupper() and len(said.text.split()) > 1:
        return not load_taxonomy().find(word, said.locale)
    return is_strange(word, said.locale)


def read_who(said: Utterance) -> Sequence[str]:
    """A bare age says whether they are of age; a bare name is somebody's."""
    words = said.text.strip(" .!?")
    if "minor" in said.options and words.isdecimal() and len(said.options) < int(words) <= OLDEST:
        return ["me" if int(words) >= ADULT_AGE else f"minor:{words}"]
    if _BARE_NAME.fullmatch(words) and _is_strange(words, said):
        return [f"called:{words}"]
    return ()


class WhoLearns(Form):
    """Who the lesson is for."""

    heard = answer(Heard, absorbs=absorb_heard)
    afresh = answer(bool)
    who = answer(
        str,
        reads=read_who,
        names=("who", "learner", "child"),
        hint=_("Tap one, please. “My child” adds another child."),
    )
    name = answer(str, reads=read_name, names=("name",), hint=_("Just the first name, such as “Mia”."))
    right = answer(str, reads=read_name, hint=_("Just the first name, such as “Mia”."))
    age = answer(int, reads=read_age, names=("age",), hint=_("Just the number of years, such as “15”."))


async def choose_learner(chat: Chat, wishes: Wishes, former: Learner | None) -> Learner | Minor:
    """The learner under this person's account, or the minor who is writing and cannot agree for themselves.

    The `former` learner is taken where nobody else is named, if it is one of this person's.
    """
    learner = await _choose(chat, wishes, former)
    heard = chat.given(WhoLearns.heard, None)
    if heard is None or not heard.right or isinstance(learner, Minor):
        return learner
    return await chat.once("renamed", rename_learner, chat.person.id, learner.id, heard.right)


async def put_name_right(chat: Chat, drop: Sequence[Answer[Any]]) -> None:
    """Ask how the learner is called after all, and go on with that."""
    right = await chat.ask(WhoLearns.right, _("What's the right first name?"))
    heard = (chat.given(WhoLearns.heard, None) or Heard()).model_copy(update={"right": right})
    await chat.amend(WhoLearns.heard, heard, drop=(*drop, WhoLearns.right))


async def _choose(chat: Chat, wishes: Wishes, former: Learner | None) -> Learner | Minor:
    heard = chat.given(WhoLearns.heard, None) or Heard()
    age = heard.age if wishes.learner_age is None else wishes.learner_age
    themselves = wishes.learner_self
    if themselves is None and (heard.me or heard.child):
        themselves = heard.me
    if chat.person.adult is False:
        return await _minor(chat, age if themselves else None)
    afresh = _is_afresh(chat)
    if afresh:
        return await _ask_who(chat, None, themselves=False, called="")
    if heard.several:
        return await _ask_who(chat, None, themselves=False, called="", several=True)
    if called := _heard_child(chat):
        return called
    if former and former.guardian == chat.person.id and themselves is None and not heard.name:
        return former
    if themselves is False or (themselves is None and age is not None and age < ADULT_AGE):
        return await _child(chat, age)
    if themselves and age is not None:
        return await _self(chat) if age >= ADULT_AGE else await _minor(chat, age)
    if themselves and (chat.person.adult or heard.adult):
        return await _self(chat)
    if themselves and heard.adult is False:
        return await _minor(chat, None)
    return await _ask_who(chat, age, themselves=bool(themselves), called=heard.name)


def _is_afresh(chat: Chat) -> bool:
    """Whether somebody else is to learn, and who has not been said since."""
    return chat.given(WhoLearns.afresh, False) and not chat.came_after(WhoLearns.heard, WhoLearns.afresh)


async def _ask_who(
    chat: Chat, age: int | None, *, themselves: bool, called: str, several: bool = False
) -> Learner | Minor:
    """Who it is for, or no more than what is not known of them yet."""
    prompt, options = _("Who is the lesson for?"), _candidates(chat)
    if themselves:
        prompt, options = _("Are you 18 or over?"), [Option(_("Yes"), "me"), Option(_("No"), "minor")]
    elif several:
        prompt = _("Each lesson is for one, so I book them one after the other. Who comes first?")
    elif called:
        prompt = _("Who is {name}?", name=called)
    who = await chat.ask(WhoLearns.who, prompt, options)
    kind, _colon, rest = who.partition(":")
    if kind == "called":
        await chat.amend(WhoLearns.heard, Heard(name=rest), drop=(WhoLearns.who,))
    if kind == "me":
        return await _self(chat)
    if kind == "minor":
        return await _minor(chat, int(rest) if rest else None)
    if kind == "child":
        return await _child(chat, age, ask_known=False)
    return chat.look(lambda conn: load_learner(conn, LearnerId(who)))


def _heard_child(chat: Chat) -> Learner | None:
    """The child of theirs who was called by name."""
    heard = chat.given(WhoLearns.heard, None)
    known = _children(chat) if heard else []
    called = {heard.name.casefold(), heard.maybe.casefold()} if heard else set()
    return next((child for child in known if first_name(child.name).casefold() in called), None)


def _candidates(chat: Chat) -> list[Option[str]]:
    named = [Option(verbatim(first_name(child.name)[:20]), str(child.id)) for child in _children(chat)[:MOST]]
    if chat.person.adult:
        return [*named, Option(_("Me"), "me"), Option(_("My child"), "child")]
    me, child, minor = _("Me, I'm 18 or over"), _("My child"), _("Me, under 18")
    return [*named, Option(me, "me"), Option(child, "child"), Option(minor, "minor")]


def _children(chat: Chat) -> list[Learner]:
    known = chat.look(lambda conn: learners_of(conn, chat.person.id))
    return [learner for learner in known if learner.person != chat.person.id]


async def _self(chat: Chat) -> Learner:
    name = chat.person.name or await _own_name(chat)
    return await chat.once("learner", enter_self, chat.person.id, name)


async def _own_name(chat: Chat) -> str:
    """The first name of whoever writes, asked unless it was said to be them who were called so."""
    heard = chat.given(WhoLearns.heard, None)
    if heard and heard.own:
        return heard.own
    if heard and heard.name and not heard.child and chat.has(WhoLearns.who):
        return heard.name
    return await chat.ask(WhoLearns.name, _("What's your first name?"))


async def _minor(chat: Chat, age: int | None) -> Learner | Minor:
    """A minor is asked for first name and age once; one who turns out to be 18 at once has their own account."""
    name = chat.person.name or await _own_name(chat)
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
    """Nothing but the first name is asked; the only child entered before is meant, of several they are offered."""
    known = [child for child in _children(chat) if child.person is None] if ask_known else []
    options = [Option(verbatim(first_name(child.name)[:20]), child.name) for child in known[:MOST]]
    question: Text = _("What's your child's first name?")
    heard = chat.given(WhoLearns.heard, None)
    called = heard.name or heard.right if heard is not None else ""
    afresh = _is_afresh(chat)
    named = chat.has(WhoLearns.name) and not (heard and heard.name and chat.came_after(WhoLearns.heard, WhoLearns.name))
    unnamed = not called and not named and not afresh
    # Who was entered in this very booking is asked for again only because another one is meant.
    fresh = chat.done("child", enter_child) is not None
    if unnamed and not fresh and len(known) == 1 and _may_be_aged(known[0], age, chat.now.year):
        return known[0]
    if called and not named and not afresh:
        name = called
    else:
        name = await chat.ask(WhoLearns.name, question, options)
    born = chat.now.year - age if age is not None else None
    return await chat.once("child", enter_child, chat.person.id, name, born)


def _may_be_aged(child: Learner, age: int | None, year: int) -> bool:
    """Whether nothing that is known of the child's age speaks against this one."""
    return age is None or child.born_year is None or abs(year - child.born_year - age) <= 1


def enter_self(tx: Tx, person: PersonId, name: str) -> Learner:
    """An adult who learns is a learner of their own."""
    change_person(tx.conn, person, name=name, adult=True)
    own = next((each for each in learners_of(tx.conn, person) if each.person == person), None)
    if own is not None:
        return rename_learner(tx, person, own.id, name)
    return add_learner(tx.conn, tx.now, guardian=person, name=name, person=person)


def enter_child(tx: Tx, person: PersonId, name: str, born_year: int | None) -> Learner:
    """A child of whoever writes, who is thereby an adult who looks after them."""
    change_person(tx.conn, person, adult=True)
    return add_learner(tx.conn, tx.now, guardian=person, name=name, born_year=born_year)
