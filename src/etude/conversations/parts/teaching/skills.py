"""What a tutor teaches: subjects, styles and levels, in one sentence or several, and what is added or dropped later."""

import re
from collections.abc import Sequence

from pydantic import BaseModel

from etude.conversations.chat import Chat
from etude.conversations.forms import Form, Option, Utterance, answer
from etude.conversations.parts.quoting import shorten
from etude.conversations.parts.teaching.words import any_of, compile_words, pattern
from etude.conversations.understanding import understand
from etude.conversations.understanding.lexicon import load_lexicon
from etude.core.ids import PersonId
from etude.core.text import Text, _, verbatim
from etude.core.transaction import Tx
from etude.core.tutors.model import Tutor
from etude.core.tutors.profile.store import set_skills
from etude.core.tutors.store import load_tutor
from etude.matching.taxonomy import Kind, load_taxonomy, split_words

KINDS: tuple[Kind, ...] = ("subject", "genre", "level")
POPULAR = ("piano", "guitar", "violin", "singing", "maths", "english")
LADDER = ("beginner", "elementary", "intermediate", "advanced")
LONGEST_LIST, MOST_OF_A_KIND = 160, 24
SHORTEST_GUESS, MOST_GUESSED = 4, 3
_BUT, _NOT = any_of("change", "but"), any_of("change", "not")
_NEXT_THOUGHT = re.compile(
    rf"[;.\n]|\b(?:{_BUT})\b|,(?=\s*(?:(?:{any_of('rates', 'and')}) )?(?:{_NOT})\b)", re.IGNORECASE
)
_PIECES = re.compile(rf"[,;\n]|\b(?:{any_of('rates', 'and')})\b", re.IGNORECASE)
_DROPPED = compile_words(_NOT)
_ALL_LEVELS, _UP_TO = pattern("skills", "all_levels"), pattern("skills", "up_to")
# Beside these, a language is one that is spoken, and not one that is taught.
_SPEAKS = pattern("skills", "speaks")


class Skills(BaseModel):
    """Ids of the taxonomy, in the order in which they were said."""

    subject: tuple[str, ...] = ()
    genre: tuple[str, ...] = ()
    level: tuple[str, ...] = ()

    def of(self, kind: Kind) -> tuple[str, ...]:
        return {"subject": self.subject, "genre": self.genre, "level": self.level}.get(kind, ())

    def __bool__(self) -> bool:
        return self != Skills()

    def plus(self, other: "Skills") -> "Skills":
        return Skills(**{kind: tuple(dict.fromkeys((*self.of(kind), *other.of(kind)))) for kind in KINDS})

    def minus(self, other: "Skills") -> "Skills":
        return Skills(**{kind: tuple(each for each in self.of(kind) if each not in other.of(kind)) for kind in KINDS})


class SkillChange(BaseModel):
    """What comes and what goes; `unsure` is a word that may mean one of the `choices` (kind and id)."""

    add: Skills = Skills()
    drop: Skills = Skills()
    unsure: str = ""
    choices: tuple[tuple[Kind, str], ...] = ()

    def then(self, later: "SkillChange") -> "SkillChange":
        """Both, the later one with the last word."""
        add, drop = self.add.minus(later.drop).plus(later.add), self.drop.minus(later.add).plus(later.drop)
        open_ = later if later.unsure else self
        return SkillChange(add=add, drop=drop, unsure=open_.unsure, choices=open_.choices)

    def to(self, skills: Skills) -> Skills:
        return skills.plus(self.add).minus(self.drop)


def read_skills(said: Utterance) -> Sequence[SkillChange]:
    """What is taught, where it was asked for: a word that nobody knows is asked about."""
    change = absorb_skills(None, said) or SkillChange()
    word, choices = _unsure(said)
    if not word and not change.add and not change.drop:
        return ()
    return (change.model_copy(update={"unsure": word, "choices": choices}),)


def absorb_skills(old: SkillChange | None, said: Utterance) -> SkillChange | None:
    """Subjects, styles and levels that come or go, wherever they are named."""
    change = SkillChange()
    for thought in _NEXT_THOUGHT.split(_SPEAKS.split(said.text)[0]):
        wishes = understand(thought, said.now, said.locale).wishes
        wanted = Skills(subject=wishes.subjects, genre=wishes.genres, level=_levels(thought, wishes.levels))
        refused = Skills(subject=wishes.not_.subjects, genre=wishes.not_.genres, level=wishes.not_.levels)
        if _DROPPED.search(thought):
            change = change.then(SkillChange(drop=wanted.plus(refused)))
        else:
            change = change.then(SkillChange(add=wanted, drop=refused))
    return (old or SkillChange()).then(change) if change.add or change.drop else None


def _levels(words: str, named: Sequence[str]) -> tuple[str, ...]:
    """Those that are named, and those between them: "beginners to advanced"."""
    if _ALL_LEVELS.search(words):
        return LADDER
    steps = sorted(LADDER.index(each) for each in named if each in LADDER)
    if len(steps) == 2 and _UP_TO.search(words):
        return tuple(dict.fromkeys((*LADDER[steps[0] : steps[1] + 1], *named)))
    return tuple(named)


def _unsure(said: Utterance) -> tuple[str, tuple[tuple[Kind, str], ...]]:
    """The first part of a list that nothing is known of, with what is nearest to it, however far that is."""
    lexicon, taxonomy = load_lexicon(said.understood.language), load_taxonomy()
    if any(command.name != "StartFlow" for command in said.understood.commands):
        return "", ()
    for piece in _PIECES.split(_ALL_LEVELS.sub(",", said.text)):
        words = [word for word in split_words(piece) if word.text.isalpha()]
        strange = [word for word in words if len(word.text) >= SHORTEST_GUESS and word.text not in lexicon.known]
        if not strange or len(words) > MOST_GUESSED or taxonomy.mentions(words, lexicon.language, lexicon.known):
            continue
        word = max(strange, key=lambda word: len(word.text))
        near = taxonomy.suggest(word.text, lexicon.language)
        return piece[word.start : word.end], tuple((each.kind, each.id) for each in near if each.kind in KINDS)
    return "", ()


class Teaching(Form):
    """What is taught."""

    skills = answer(
        SkillChange,
        reads=read_skills,
        names=("subject", "subjects", "style", "styles", "level", "levels"),
        hint=_("Say a subject or an instrument, and styles and levels: “jazz piano for beginners”."),
    )
    heard_skills = answer(SkillChange, absorbs=absorb_skills)
    subject = answer(SkillChange, reads=read_skills, hint=_("Say a subject or an instrument, such as “piano”."))
    meant = answer(str, hint=_("Tap one, please, or “None of these”."))


async def settle_skills(chat: Chat) -> Skills:
    """What they teach from now on, asked for and kept."""
    heard = chat.given(Teaching.heard_skills, None)
    if heard is not None:
        before = chat.given(Teaching.skills, SkillChange())
        await chat.amend(Teaching.skills, before.then(heard), drop=(Teaching.heard_skills,))
    old = await chat.once("skills_before", skills_of, chat.person.id)
    change = await chat.ask(Teaching.skills, _what(chat, old), () if old else _popular(chat))
    change = await _sure(chat, change)
    if not change.to(old).subject:
        words = _("And which subject or instrument is it?")
        if change.drop:
            words = _("That is all you teach. What do you teach instead?")
        change = change.then(await chat.ask(Teaching.subject, words, _popular(chat), check=_needs_subject))
    skills = change.to(old)
    await chat.once("kept_skills", keep_skills, chat.person.id, skills)
    if not old:
        await chat.say(_("Noted: {list}.", list=list_of(skills, chat.person.locale)), "skills")
    return skills


async def _sure(chat: Chat, change: SkillChange) -> SkillChange:
    """A word that nobody knows may have meant something near to it."""
    if not change.unsure:
        return change
    labels = [(kind, key, _label(chat, kind, key)) for kind, key in change.choices]
    options = [Option(verbatim(label[:20]), f"{kind}:{key}") for kind, key, label in labels]
    none = Option(_("None of these"), "")
    words = _("I don't know “{word}” yet. Do you mean one of these?", word=shorten(change.unsure, 40))
    meant = await chat.ask(Teaching.meant, words, [*options, none], given=(change.unsure,))
    kind, _colon, key = meant.partition(":")
    return change.then(SkillChange(add=Skills(**{kind: (key,)}))) if key else change


def _what(chat: Chat, old: Skills) -> Text:
    if not old:
        return _("What do you teach? Subjects, styles and levels, as you'd say it: “jazz piano, up to grade 5”.")
    taught = list_of(old, chat.person.locale)
    return _("You teach: {list}.\nWhat changes? Such as “add jazz” or “no more drums”.", list=taught)


def list_of(skills: Skills, locale: str, longest: int = LONGEST_LIST) -> str:
    """The skills by name, no longer than a bubble has room for."""
    taxonomy = load_taxonomy()
    ordered = [(kind, key) for kind in KINDS for key in taxonomy.entries[kind] if key in skills.of(kind)]
    labels = [taxonomy.label(kind, key, locale) for kind, key in ordered]
    return shorten(", ".join(labels), longest)


def _popular(chat: Chat) -> list[Option[SkillChange]]:
    labels = [(subject, _label(chat, "subject", subject)) for subject in POPULAR]
    return [Option(verbatim(label[:20]), SkillChange(add=Skills(subject=(subject,)))) for subject, label in labels]


def _label(chat: Chat, kind: Kind, key: str) -> str:
    label = load_taxonomy().label(kind, key, chat.person.locale)
    return label[:1].upper() + label[1:]


def _needs_subject(change: SkillChange) -> Text | None:
    return None if change.add.subject else _("I need one subject or instrument at least.")


def skills_of_tutor(tutor: Tutor) -> Skills:
    return Skills(subject=tutor.subjects, genre=tutor.genres, level=tutor.levels)


def skills_of(tx: Tx, tutor: PersonId) -> Skills:
    """What they teach now."""
    return skills_of_tutor(load_tutor(tx.conn, tutor))


def keep_skills(tx: Tx, tutor: PersonId, skills: Skills) -> bool:
    for kind in KINDS:
        set_skills(tx.conn, tutor, kind, skills.of(kind)[:MOST_OF_A_KIND])
    return True
