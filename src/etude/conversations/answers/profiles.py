"""Whether a tutor does what is asked: yes only where the profile says so, never no."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etude.conversations.answers.asking import content_words, words_for
from etude.conversations.answers.known import Known
from etude.conversations.answers.situation import Situation
from etude.conversations.answers.tutors import ask_button, profile_button
from etude.conversations.forms import Utterance
from etude.conversations.messages import Say
from etude.conversations.parts.joining import joined
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.quoting import shorten
from etude.conversations.parts.tutor_cards import rating_words
from etude.conversations.understanding.lexicon import load_lexicon
from etude.core.text import Text, _, verbatim
from etude.core.tutors.model import Tutor
from etude.matching.taxonomy import Kind, Mention, fold, load_taxonomy, split_words

LONGEST_QUOTE = 160
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked about: entries of the taxonomy, and other words that a profile may use."""

    entries: Sequence[tuple[Kind, str]]
    words: Sequence[str]


def speaks(situation: Situation, said: Utterance) -> Known | None:
    """Which languages a tutor teaches in, or whether one is among them."""
    entries: list[tuple[Kind, str]] = [(each.kind, each.id) for each in _mentions(said) if each.kind == "language"]
    if entries or not situation.tutors or situation.teaches:
        return _answer(situation, said, Wanted(entries, ()))
    locale = situation.scene.person.locale
    lines = [
        _("{name} speaks {languages}.", name=first_name(tutor.name), languages=_labels(tutor.languages, locale))
        for tutor in situation.tutors
        if tutor.languages
    ]
    return Known((Say(joined(lines, "\n")),)) if lines else None


def teaches(situation: Situation, said: Utterance) -> Known | None:
    """Whether a tutor teaches something, at some level, or somebody such as children."""
    mentions = [each for each in _mentions(said) if each.kind != "language"]
    entries: list[tuple[Kind, str]] = list(dict.fromkeys((each.kind, each.id) for each in mentions))
    named = {fold(first_name(tutor.name)) for tutor in situation.tutors}
    if said.understood.times and not entries:
        return None
    words = [word for word in content_words(said) if word not in named] if not entries else []
    return _answer(situation, said, Wanted(entries, words))


def _answer(situation: Situation, said: Utterance, wanted: Wanted) -> Known | None:
    if situation.teaches or not situation.tutors or not (wanted.entries or wanted.words):
        return None
    locale, longest = situation.scene.person.locale, LONGEST_QUOTE // len(situation.tutors)
    found = [(tutor, _found(tutor, wanted, locale, longest)) for tutor in situation.tutors]
    lines = [_("{name}: {found}", name=first_name(tutor.name), found=words or _NOT_SAID) for tutor, words in found]
    tutor = situation.tutor
    if tutor is None:
        return Known((Say(joined(lines, "\n")),))
    if found[0][1]:
        return Known((Say(_("Yes. {line}", line=lines[0]), (profile_button(tutor),)),))
    words = _("{name}'s profile doesn't say. Shall I pass your question on?", name=first_name(tutor.name))
    if tutor.levels and _is_about_whom(wanted):
        words = _(
            "{name}'s profile names {levels}, and doesn't say more. {rating}. Shall I pass your question on?",
            name=first_name(tutor.name),
            levels=_level_labels(tutor, locale),
            rating=rating_words(tutor),
        )
    return Known((Say(words, (ask_button(tutor, said.text), profile_button(tutor))),))


_NOT_SAID = _("the profile doesn't say.")


def _found(tutor: Tutor, wanted: Wanted, locale: str, longest: int) -> Text | None:
    """What the profile says of this, in its own words where it has some."""
    offered: dict[str, Sequence[str]] = {
        "subject": tutor.subjects,
        "genre": tutor.genres,
        "level": tutor.levels,
        "language": tutor.languages,
    }
    had = [(kind, key) for kind, key in wanted.entries if _is_among(kind, key, offered[kind])]
    if wanted.entries:
        labels = [load_taxonomy().label(kind, key, locale) for kind, key in had]
        return verbatim(", ".join(dict.fromkeys(labels)) + ".") if len(had) == len(wanted.entries) else None
    quotes = [_quote(tutor, words_for(word), longest) for word in wanted.words]
    told = [quote for quote in quotes if quote]
    return verbatim(f"“{told[0]}”") if told and len(told) == len(quotes) else None


def _is_among(kind: str, key: str, offered: Sequence[str]) -> bool:
    wider = load_taxonomy().family(key) if kind == "subject" else (key,)
    return any(each in offered for each in wider)


def _quote(tutor: Tutor, words: frozenset[str], longest: int) -> str | None:
    """The sentence of the profile in which one of these words stands."""
    for sentence in _sentences(tutor):
        plain = " ".join(word.text for word in split_words(sentence))
        if any(f" {word} " in f" {plain} " for word in words):
            return shorten(sentence, longest)
    return None


def _sentences(tutor: Tutor) -> Iterator[str]:
    yield tutor.headline
    yield from (sentence.strip() for part in tutor.bio.split("\n") for sentence in _SENTENCE.split(part) if sentence)


def _mentions(said: Utterance) -> list[Mention]:
    language = said.understood.language
    return load_taxonomy().mentions(split_words(said.text), language, load_lexicon(language).known)


def _labels(languages: Sequence[str], locale: str) -> str:
    return ", ".join(load_taxonomy().label("language", each, locale) for each in languages)


def _is_about_whom(wanted: Wanted) -> bool:
    """Whether it is asked for whom somebody teaches."""
    whom = words_for("children") | words_for("adults")
    return any(kind == "level" for kind, _key in wanted.entries) or any(fold(word) in whom for word in wanted.words)


def _level_labels(tutor: Tutor, locale: str) -> str:
    return ", ".join(load_taxonomy().label("level", each, locale) for each in tutor.levels)
