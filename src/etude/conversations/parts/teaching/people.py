"""Which languages a tutor teaches in, and whom."""

import re
from collections.abc import Sequence

from pydantic import BaseModel

from etude.conversations.chat import Chat
from etude.conversations.forms import Form, Option, Utterance, answer
from etude.conversations.parts.joining import joined
from etude.conversations.parts.teaching.words import any_of, pattern
from etude.core.ids import PersonId
from etude.core.text import Text, _, verbatim
from etude.core.transaction import Tx
from etude.core.tutors.model import LEARNERS, LearnerKind
from etude.core.tutors.profile.store import set_skills
from etude.core.tutors.store import load_tutor
from etude.matching.taxonomy import load_taxonomy, split_words

SPOKEN = ("en", "de", "es", "fr", "it")
LEARNER_WORDS: dict[LearnerKind, Text] = {
    "children": _("Children"),
    "teenagers": _("Teenagers"),
    "adults": _("Adults"),
}
_GROUPS: dict[LearnerKind, re.Pattern[str]] = {group: pattern("learners", group) for group in LEARNERS}
_EVERYONE = pattern("learners", "everyone")
_AGES = re.compile(r"\b(\d{1,2})\b\s*(?:to|-|–|bis|a|und|and)?\s*(?:(\d{1,2})\b)?")
_AND_UP = re.compile(rf"\b(?:{any_of('learners', 'and_up')})\b|\+", re.IGNORECASE)
_ALSO, _SPEAKS = pattern("change", "also"), pattern("skills", "speaks")
_SPANS: dict[LearnerKind, tuple[int, int]] = {"children": (0, 12), "teenagers": (13, 17), "adults": (18, 99)}


class Named(BaseModel):
    """What was named; `also` says that it comes to what there is."""

    values: tuple[str, ...]
    also: bool = False

    def to(self, old: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*(old if self.also else ()), *self.values)))


def read_languages(said: Utterance) -> Sequence[Named]:
    """Languages by name."""
    found = load_taxonomy().mentions(split_words(said.text), said.understood.language)
    codes = tuple(dict.fromkeys(each.id for each in found if each.kind == "language"))
    return (Named(values=codes, also=_ALSO.search(said.text) is not None),) if codes else ()


def absorb_languages(old: Named | None, said: Utterance) -> Named | None:
    """Languages that somebody says they speak or teach in."""
    return next(iter(read_languages(said)), None) if _SPEAKS.search(said.text) else None


def read_learners(said: Utterance) -> Sequence[Named]:
    """Children, teenagers, adults, everyone, or ages."""
    named = [group for group, pattern in _GROUPS.items() if pattern.search(said.text)]
    if not named and (ages := _AGES.search(said.text)):
        first = int(ages[1])
        last = int(ages[2]) if ages[2] else 99 if _AND_UP.search(said.text) else first
        named = [group for group, (low, high) in _SPANS.items() if first <= high and last >= low]
    if not named and _EVERYONE.search(said.text):
        named = list(LEARNERS)
    return (Named(values=tuple(named), also=_ALSO.search(said.text) is not None),) if named else ()


class Taught(Form):
    """In which languages, and whom."""

    languages = answer(
        Named, reads=read_languages, names=("language", "languages"), hint=_("Say languages: “English and French”.")
    )
    heard_languages = answer(Named, absorbs=absorb_languages)
    learners = answer(
        Named, reads=read_learners, names=("ages",), hint=_("Say “children”, “adults”, “everyone”, or ages: “6 to 14”.")
    )


async def settle_languages(chat: Chat) -> tuple[str, ...]:
    """The languages they teach in, asked for and kept."""
    heard = chat.given(Taught.heard_languages, None)
    if heard is not None:
        await chat.amend(Taught.languages, heard, drop=(Taught.heard_languages,))
    old = await chat.once("languages_before", languages_of, chat.person.id)
    own = chat.person.locale.split("-")[0]
    codes = list(dict.fromkeys((own, *SPOKEN)))[: len(SPOKEN)]
    options = [Option(verbatim(language_name(code, chat.person.locale)), Named(values=(code,))) for code in codes]
    named = await chat.ask(Taught.languages, _("Which languages can you teach in? You can name several."), options)
    languages = named.to(old)
    await chat.once("kept_languages", keep_languages, chat.person.id, languages)
    return languages


async def settle_learners(chat: Chat) -> tuple[str, ...]:
    """Whom they teach, asked for and kept."""
    old = await chat.once("learners_before", learners_of, chat.person.id)
    options = [Option(label, Named(values=(group,))) for group, label in LEARNER_WORDS.items()]
    everyone = Option(_("Everyone"), Named(values=LEARNERS))
    words = _("Who do you teach? Children, teenagers, adults: name as many as you like.")
    learners = (await chat.ask(Taught.learners, words, [*options, everyone])).to(old)
    await chat.once("kept_learners", keep_learners, chat.person.id, learners)
    return learners


def language_name(code: str, locale: str) -> str:
    return load_taxonomy().label("language", code, locale)


def language_words(codes: Sequence[str], locale: str) -> str:
    return ", ".join(language_name(code, locale) for code in codes)


def learner_words(learners: Sequence[str]) -> Text:
    return joined([words for group, words in LEARNER_WORDS.items() if group in learners], ", ")


def languages_of(tx: Tx, tutor: PersonId) -> tuple[str, ...]:
    return load_tutor(tx.conn, tutor).languages


def learners_of(tx: Tx, tutor: PersonId) -> tuple[str, ...]:
    return load_tutor(tx.conn, tutor).learners


def keep_languages(tx: Tx, tutor: PersonId, codes: tuple[str, ...]) -> bool:
    set_skills(tx.conn, tutor, "language", codes)
    return True


def keep_learners(tx: Tx, tutor: PersonId, learners: tuple[str, ...]) -> bool:
    set_skills(tx.conn, tutor, "learner", learners)
    return True
