"""A tutor called by name in a sentence: "piano with Ada Byrne", "book ada", "guitarra con Mateo", "leo please"."""

import re
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import Connection

from etude.conversations.chat import Chat
from etude.conversations.forms import Answer, Option, Utterance
from etude.conversations.parts.lesson_words import LessonView, first_name, subject_label, view_lesson
from etude.conversations.parts.picking import Pick
from etude.conversations.understanding.lexicon import LANGUAGES, load_lexicon
from etude.core.ids import LessonId, PersonId
from etude.core.lessons.model import Status
from etude.core.lessons.store import PAID, lessons_of
from etude.core.text import Text, _, verbatim
from etude.core.transaction import Tx
from etude.core.tutors.model import Tutor
from etude.core.tutors.store import load_tutors
from etude.matching.places import find_place
from etude.matching.store import tutors_named
from etude.matching.taxonomy import fold, load_taxonomy
from etude.matching.wishes import Wishes

MOST_NAMESAKES = 5
TAKEN = (*PAID, Status.REQUESTED, Status.COUNTERED)
_WORD = r"[^\W\d_][\w'’-]*"
_CALLED = re.compile(
    rf"\b(?:(?P<with>with|by|mit|bei|con)|book|reserve|hire|want|prefer|choose|pick|try(?!\s+again)|see|take|buche|buchen|reserviere|"
    rf"möchte|will|nehme|versuchen|versuche|probieren|probiere|reserva|reservar|quiero|prefiero|elijo|probemos|probar)\s+(?P<name>{_WORD}(?:\s+{_WORD}){{0,2}})",
    re.IGNORECASE,
)
_ASKED_FOR = re.compile(rf"(?P<name>{_WORD})[\s,]+(?:please|pls|plz|bitte|por favor)\b", re.IGNORECASE)
_WHOLE_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’-]+ [A-ZÀ-ÖØ-Þ][\w'’-]+")


class Called(BaseModel):
    """Words that may be a tutor's name; `surely` where they can hardly be anything else."""

    words: str
    surely: bool


def absorb_called(old: Called | None, said: Utterance) -> Called | None:
    """A tutor's name said in passing."""
    return called_in(said.text, said.understood.language)


def called_in(text: str, language: str) -> Called | None:
    """What may be a tutor's name in these words."""
    capitals_tell = language != "de"  # German writes every noun with a capital
    if _WHOLE_NAME.fullmatch(text.strip()) and (name := _name(text)) and " " in name:
        return Called(words=name, surely=False)
    if (asked := _ASKED_FOR.match(text.strip())) and (name := _name(asked["name"])):
        return Called(words=name, surely=False)
    for found in _CALLED.finditer(text):
        name = _name(found["name"], capitals_tell=capitals_tell and bool(found["with"]))
        if name:
            surely = bool(found["with"]) and capitals_tell and name[0].isupper()
            return Called(words=name, surely=surely)
    return None


async def settle_called(chat: Chat, called: Answer[Called], chosen: Answer[Pick], wishes: Wishes) -> None:
    """Take whoever was called by name for the tutor, if they teach what is wished for; say so where they don't."""
    heard = chat.given(called, None)
    if heard is None:
        return
    ids = await chat.load("called", named_like, heard.words)
    found = chat.look(lambda conn: load_tutors(conn, ids))
    if not found:
        unknown = _("I know no tutor called {name}.", name=heard.words) if heard.surely else None
        await chat.again(called, why=unknown)
    teaching = [tutor for tutor in found if subject_of(wishes, tutor)] if wishes.subjects else found
    if not teaching:
        await chat.again(called, why=teaches_else(found[0], wishes, chat.person.locale))
    teaching = chat.look(lambda conn: _own_first(conn, chat.person.id, teaching))
    meant = Pick(tutor=teaching[0].id, name=teaching[0].name)
    if len(teaching) > 1:
        meant = await chat.ask(
            chosen,
            _("I know several called {name}. Who do you mean?", name=heard.words),
            [_option(tutor) for tutor in teaching[:MOST_NAMESAKES]],
        )
    await chat.once("returning", last_lesson_with, chat.person.id, meant.tutor)
    await chat.amend(chosen, meant, drop=(called,))


def last_lesson_with(tx: Tx, student: PersonId, tutor: PersonId | None) -> LessonId | None:
    """The newest lesson that they had with each other, or have."""
    had = [lesson for lesson in lessons_of(tx.conn, student, statuses=PAID) if lesson.tutor == tutor]
    return had[-1].id if had else None


def _own_first(conn: Connection, student: PersonId, called: list[Tutor]) -> list[Tutor]:
    """Of several of one name the one whom the student has lessons with is meant, or had."""
    known = {lesson.tutor for lesson in lessons_of(conn, student, statuses=TAKEN) if lesson.student == student}
    return [tutor for tutor in called if tutor.id in known] or called


def former_lesson(chat: Chat, tutor: str | None) -> LessonView | None:
    """The lesson that somebody goes on from who called a tutor of theirs by name: "singing with Murat again"."""
    lesson = chat.done("returning", last_lesson_with)
    view = chat.look(lambda conn: view_lesson(conn, lesson)) if lesson else None
    return view if view is not None and view.lesson.tutor == tutor else None


def named_like(conn: Connection, now: datetime, words: str) -> list[PersonId]:
    """Tutors called so; where nobody is, the last word may not have been part of the name."""
    parts = words.split()
    for size in range(len(parts), 0, -1):
        found = tutors_named(conn, now, " ".join(parts[:size]))
        if found:
            return found
    return []


def subject_of(wishes: Wishes, tutor: Tutor) -> str | None:
    """The subject of the tutor's that is wished for."""
    taxonomy = load_taxonomy()
    relatives = [relative for subject in wishes.subjects for relative in taxonomy.family(subject)]
    return next((subject for subject in (*wishes.subjects, *relatives) if subject in tutor.subjects), None)


def teaches_else(tutor: Tutor, wishes: Wishes, locale: str) -> Text:
    """That they do not teach what is wished for, and what they do teach."""
    return _(
        "{tutor} doesn't teach {wished}, but {subjects}.",
        tutor=first_name(tutor.name),
        subjects=", ".join(subject_label(subject, locale) for subject in tutor.subjects[:3]),
        wished=subject_label(wishes.subjects[0], locale),
    )


def _option(tutor: Tutor) -> Option[Pick]:
    where = tutor.city or tutor.place
    label = f"{tutor.name}, {where}" if where and len(tutor.name) + len(where) <= 18 else tutor.name[:20]
    return Option(verbatim(label), Pick(tutor=tutor.id, name=tutor.name))


def _name(words: str, *, capitals_tell: bool = False) -> str | None:
    """The words up to the first that is no name; None where the first already is none."""
    kept: list[str] = []
    for word in words.split():
        if not may_be_name(word, capitals_tell=capitals_tell):
            break
        kept.append(word.removesuffix("'s").removesuffix("’s"))
    return " ".join(kept) or None


def may_be_name(word: str, *, capitals_tell: bool = False) -> bool:
    """Not what can be learnt, nor a place, nor, unless its capital tells otherwise, an everyday word."""
    learnt = (mention for language in LANGUAGES for mention in load_taxonomy().find(word, language))
    if any(mention.confidence == 1 for mention in learnt) or find_place(word):
        return False
    if capitals_tell and word[0].isupper():
        return True
    return not any(fold(word) in load_lexicon(language).known for language in LANGUAGES)
