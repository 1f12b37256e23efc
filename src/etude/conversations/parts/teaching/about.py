"""Who a tutor is: the name that students see, what they have learnt, for how long they have taught, a few sentences."""

import re
from collections.abc import Sequence

from etude.conversations.chat import Chat
from etude.conversations.forms import Form, Option, Utterance, answer, any_words
from etude.conversations.parts.contact_details import leave_out_details
from etude.conversations.parts.quoting import shorten
from etude.conversations.parts.teaching.words import any_of
from etude.conversations.understanding.lexicon import load_lexicon
from etude.conversations.understanding.tokens import Tokens
from etude.core.ids import PersonId
from etude.core.text import Text, _, verbatim
from etude.core.transaction import Tx
from etude.core.tutors.names import name_parts
from etude.core.tutors.profile.store import change_tutor, set_name, set_qualifications
from etude.matching.taxonomy import split_words

LONGEST_NAME, LONGEST_ABOUT, LONGEST_HEADLINE = 60, 450, 80
MOST_TITLES, LONGEST_TITLE, MOST_YEARS, MOST_NAMES = 4, 120, 70, 6
_LEAD = re.compile(rf"^(?:(?:{any_of('about', 'lead')})\s+)+", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][^\W\d_.'’ -]*(?:[ .'’-]+[^\W\d_.'’ -]+)*\.?")
_YEARS = re.compile(rf"(\w+)\s*\+?\s*(?:{any_of('about', 'years')})\b", re.IGNORECASE)
_NEW = re.compile(rf"^\W*(?:{any_of('about', 'new')})\b", re.IGNORECASE)
_NOTHING = re.compile(rf"\W*(?:{any_of('change', 'nothing')})\W*", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\s*;\s*")


def read_full_name(said: Utterance) -> Sequence[str]:
    """A name as it is to be shown, out of "I'm Nora Lind"."""
    if any(command.confidence >= 0.9 for command in said.understood.commands):
        return ()
    name = _LEAD.sub("", " ".join(said.text.split())).strip(" ,!?()")
    fits = _NAME.fullmatch(name) and len(name) <= LONGEST_NAME and 0 < len(name.split()) <= MOST_NAMES
    if not fits or not name_parts(name):
        return ()
    return (name if name != name.lower() else " ".join(part[:1].upper() + part[1:] for part in name.split()),)


def read_years(said: Utterance) -> Sequence[int]:
    """A number of years, 0 for somebody who is new to it."""
    if _NEW.search(said.text):
        return (0,)
    years = _years_in(said.text, said.understood.language)
    words = said.text.strip(" .!?")
    number = int(words) if words.isdecimal() and len(words) < 4 else _number(words, said.understood.language)
    return tuple(each for each in (years, number) if each is not None)[:1]


def _years_in(text: str, language: str) -> int | None:
    for found in _YEARS.finditer(text):
        number = int(found[1]) if found[1].isdecimal() else _number(found[1], language)
        if number is not None and number <= MOST_YEARS:
            return number
    return None


def _number(word: str, language: str) -> int | None:
    tokens = Tokens(word, split_words(word), load_lexicon(language))
    return tokens.number(0) if len(tokens) == 1 else None


class AboutMe(Form):
    """Who they are."""

    name = answer(str, reads=read_full_name, names=("name",), hint=_("Just the name, such as “Nora Lind”."))
    learnt = answer(str, reads=any_words)
    years = answer(int, reads=read_years, names=("years",), hint=_("A number of years, such as “5”; 0 if you are new."))
    about = answer(str, reads=any_words)


async def settle_name(chat: Chat) -> str:
    """The name that students see, asked for and kept."""
    known = chat.person.name or ""
    options = [Option(verbatim(known), known)] if 0 < len(known) <= 20 and not _detail(known) else []
    name = await chat.ask(AboutMe.name, _("What name shall students see?"), options, check=_check_name)
    await chat.once("kept_name", keep_name, chat.person.id, name)
    return name


async def settle_experience(chat: Chat) -> None:
    """What they have learnt and for how long they have taught, asked for and kept."""
    words = _("What have you studied, and how long have you taught? In your own words: “BMus, Leeds; 6 years”.")
    learnt = await chat.ask(AboutMe.learnt, words, [Option(_("Skip this"), "")], check=_check_learnt)
    learnt = "" if _NOTHING.fullmatch(learnt) else learnt
    years = _years_in(learnt, chat.person.locale.split("-")[0])
    if years is None:
        question = _("For how many years have you taught? 0 if you are new to it.")
        years = await chat.ask(AboutMe.years, question, check=_check_years)
    await chat.once("kept_experience", keep_experience, chat.person.id, learnt, years)


async def settle_about(chat: Chat) -> None:
    """A few sentences about themselves, asked for and kept."""
    words = _("Now a few sentences about you and your lessons. The first of them stands under your name.")
    about = await chat.ask(AboutMe.about, words, check=_check_about)
    await chat.once("kept_about", keep_about, chat.person.id, about)


def _detail(words: str) -> bool:
    return leave_out_details(words) != words


_NO_DETAILS = _("Please leave out phone numbers, addresses and links: students write to you here. How else to say it?")


def _check_name(name: str) -> Text | None:
    return _NO_DETAILS if _detail(name) else None


def _check_learnt(words: str) -> Text | None:
    if _detail(words):
        return _NO_DETAILS
    if any(len(title) > LONGEST_TITLE for title in _titles(words)):
        return _("That is long for one line. Could you part it with semicolons, or shorten it?")
    return None


def _check_about(words: str) -> Text | None:
    if _detail(words):
        return _NO_DETAILS
    if len(words) > LONGEST_ABOUT:
        return _("That is a little long. Could you say it in {count} characters?", count=LONGEST_ABOUT)
    if len(words.split()) < 3:
        return _("A little more, please: a sentence or two helps students choose.")
    return None


def _check_years(years: int) -> Text | None:
    return None if years <= MOST_YEARS else _("That is a long time! How many years is it?")


def _titles(words: str) -> list[str]:
    return [title.strip(" .") for title in _SENTENCE.split(words) if title.strip(" .")]


def keep_name(tx: Tx, tutor: PersonId, name: str) -> bool:
    set_name(tx.conn, tutor, name)
    return True


def keep_experience(tx: Tx, tutor: PersonId, learnt: str, years: int) -> bool:
    """Sentences that only say for how long are no qualifications."""
    titles = [title for title in _titles(learnt) if not _YEARS.search(title)]
    set_qualifications(tx.conn, tutor, titles[:MOST_TITLES])
    change_tutor(tx.conn, tutor, years=years)
    return True


def keep_about(tx: Tx, tutor: PersonId, words: str) -> bool:
    first = re.split(r"(?<=[.!?])\s", words, maxsplit=1)[0].rstrip(".")
    change_tutor(tx.conn, tutor, bio=words, headline=shorten(first, LONGEST_HEADLINE))
    return True
