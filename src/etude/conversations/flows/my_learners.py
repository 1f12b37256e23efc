"""The learners somebody books for: who they are, adding one, changing what is known of one, taking one off the list."""

import re

from pydantic import BaseModel

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Option, Utterance, answer, consent
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.first_names import read_name
from etude.conversations.parts.joining import joined
from etude.conversations.parts.learners import absorb_heard, enter_child, read_age
from etude.conversations.parts.lesson_words import first_name, subject_label
from etude.conversations.parts.ways import FIND_A_TUTOR, MY_LESSONS
from etude.conversations.understanding.patterns import key_of
from etude.core.errors import NotYoursError
from etude.core.ids import LearnerId
from etude.core.lessons.learning import next_lesson, note_age, take_off
from etude.core.lessons.store import lessons_for
from etude.core.people.model import ADULT_AGE, Learner
from etude.core.people.store import learners_of, rename_learner
from etude.core.text import Text, _, verbatim
from etude.matching.taxonomy import load_taxonomy

MOST = 4
_AFTER = re.compile(r"\b(?:to|into|in|zu|auf|por|a)\s+(?P<name>[A-ZÀ-ÖØ-Þ][\w'’-]+)\W*$")
ADD = Button(_("Add a child"), StartFlow("add_learner"))
MY_LEARNERS = Button(_("My children"), StartFlow("my_learners"))


class Told(BaseModel):
    """What was said along with the wish: whose name stands in it (`words`), a new `name`, an `age` in years."""

    words: tuple[str, ...] = ()
    name: str = ""
    age: int | None = None


def absorb_told(old: Told | None, said: Utterance) -> Told | None:
    """ "Change Ben's name to Benjamin", "Ben just turned 10", "add my daughter Mia, 9"."""
    if old is not None:
        return None
    heard, ages = absorb_heard(None, said), read_age(said)
    after = _AFTER.search(said.text)
    name = after["name"] if after else heard.name if heard and heard.child else ""
    spoken = key_of(said.text)
    bare = (word.removesuffix("'s").removesuffix("s") for word in spoken)  # "Ben's" in English, "Bens" in German
    return Told(words=(*spoken, *bare), name=name, age=ages[0] if ages else None)


class Learning(Form):
    """Nothing is asked."""


class Adding(Form):
    """A first name, and the age if they like."""

    told = answer(Told, absorbs=absorb_told)
    name = answer(str, reads=read_name, names=("name",), hint=_("Just the first name, such as “Mia”."))
    age = answer(int, reads=read_age, names=("age",), hint=_("Just the number of years, such as “15”."))


class Changing(Form):
    """Whom, what of them, and a yes before anybody is taken off."""

    told = answer(Told, absorbs=absorb_told)
    whom = answer(LearnerId)
    what = answer(str)
    name = answer(str, reads=read_name, hint=_("Just the first name, such as “Mia”."))
    age = answer(int, reads=read_age, hint=_("Just the number of years, such as “15”."))
    keep = answer(bool)
    agreed = consent()


async def my_learners(chat: Chat, skip: int = 0) -> str:
    """Each with age, subjects and level; a tap changes what is known of them."""
    children = _children(chat)
    if not children:
        words = _("There is nobody on your list yet. Add a child here, or just say “piano for Mia” when you book.")
        await chat.say(Say(words, (ADD, FIND_A_TUTOR)))
        return ""
    shown = children[skip : skip + MOST]
    lines = [_line(chat, child) for child in shown]
    buttons = [
        Button(verbatim(first_name(child.name)[:20]), StartFlow("change_learner", {"learner": child.id}))
        for child in shown
    ]
    if len(children) > skip + MOST:
        buttons.append(Button(_("More children"), StartFlow("my_learners", {"skip": skip + MOST})))
    await chat.say(Say(joined([_("Tap a name to change something."), *lines], "\n"), (*buttons, ADD)))
    return ""


async def add_learner(chat: Chat) -> str:
    """A child on the list of whoever looks after them."""
    if chat.person.adult is False or chat.person.guardian is not None:
        await chat.say(Say(_("Only a parent or guardian keeps a list of learners."), (MY_LESSONS, FIND_A_TUTOR)))
        return ""
    told = chat.given(Adding.told, Told())
    name = told.name or await chat.ask(Adding.name, _("What's your child's first name?"))
    known = next((each for each in _children(chat) if each.name.casefold() == name.casefold()), None)
    if known is not None and chat.done("child", enter_child) is None:
        await chat.say(Say(_("{name} is on your list already.", name=name), (MY_LEARNERS, _book_for(name))))
        return ""
    age = told.age
    if age is None:
        question = _("How old is {name}? It helps to find the right tutor.", name=name)
        age = await chat.ask(Adding.age, question, [Option(_("Skip"), 0)])
    await chat.once("child", enter_child, chat.person.id, name, chat.now.year - age if 0 < age < ADULT_AGE else None)
    await chat.say(Say(_("{name} is on your list.", name=name), (_book_for(name), MY_LEARNERS)))
    return ""


async def change_learner(chat: Chat, learner: str | None = None) -> str:
    """Another name or age, or off the list."""
    child = await _whom(chat, learner)
    if child is None:
        return ""
    told, name = chat.given(Changing.told, Told()), first_name(child.name)
    if told.name:
        return await _rename(chat, child, told.name)
    if told.age:
        return await _note_age(chat, child, told.age)
    options = [
        Option(_("The name"), "name"),
        Option(_("The age"), "age"),
        Option(_("Off the list"), "remove"),
        Option(_("Nothing"), ""),
    ]
    what = await chat.ask(Changing.what, joined([_line(chat, child), _("What shall I change?")], "\n"), options)
    if what == "name":
        return await _rename(chat, child, await chat.ask(Changing.name, _("What's the right first name?")))
    if what == "age":
        return await _note_age(chat, child, await chat.ask(Changing.age, _("How old is {name} now?", name=name)))
    if what == "remove":
        return await _take_off(chat, child)
    await chat.say(Say(_("Good. Everything stays as it is."), (MY_LEARNERS, _book_for(name))))
    return ""


async def remove_learner(chat: Chat, learner: str | None = None) -> str:
    """Off the list, if no lesson is ahead."""
    child = await _whom(chat, learner)
    return "" if child is None else await _take_off(chat, child)


async def _whom(chat: Chat, learner: str | None) -> Learner | None:
    """The child whom a button or the words name, the only one, or the one that is picked."""
    children = _children(chat)
    if learner is not None:
        found = next((child for child in children if child.id == learner), None)
        if found is None:
            raise NotYoursError
        return found
    told = chat.given(Changing.told, Told())
    named = [child for child in children if first_name(child.name).casefold() in told.words] or children
    if not named:
        await my_learners(chat)
        return None
    if len(named) == 1:
        return named[0]
    options = [Option(verbatim(first_name(child.name)[:20]), child.id) for child in named[:MOST]]
    picked = await chat.ask(Changing.whom, _("Whom is it about?"), options)
    return next(child for child in children if child.id == picked)


async def _rename(chat: Chat, child: Learner, name: str) -> str:
    await chat.once("renamed", rename_learner, chat.person.id, child.id, name)
    await chat.say(Say(_("OK, {name} it is.", name=name), (MY_LEARNERS, _book_for(name))))
    return ""


async def _note_age(chat: Chat, child: Learner, age: int) -> str:
    name = first_name(child.name)
    await chat.once("aged", note_age, chat.person.id, child.id, age)
    await chat.say(Say(_("Noted: {name} is {age}.", name=name, age=age), (MY_LEARNERS, _book_for(name))))
    return ""


async def _take_off(chat: Chat, child: Learner) -> str:
    name = first_name(child.name)
    if child.person is not None:
        talk = Button(_("Talk to a person"), StartFlow("talk_to_person"))
        words = _("{name} chats here on their own and you look after them. A person can change that.", name=name)
        await chat.say(Say(words, (talk, MY_LEARNERS)))
        return ""
    ahead = chat.look(lambda conn: next_lesson(conn, chat.now, child.id))
    if ahead is not None:
        words = _(
            "{name} has a lesson ahead on {start:when}, and stays on your list until it is over or cancelled.",
            name=name,
            start=ahead.start,
        )
        await chat.say(Say(words, (MY_LESSONS, MY_LEARNERS)))
        return ""
    if chat.given(Changing.keep, False):
        await chat.say(Say(_("Good. Everything stays as it is."), (MY_LEARNERS, FIND_A_TUTOR)))
        return ""
    words = _("Take {name} off your list? I forget age and level; past lessons keep the name.", name=name)
    keep = chat.button(Changing.keep, True, _("Keep {name}", name=name[:12]))
    await chat.agree(Changing.agreed, Say(words, (keep,)), [child.id], yes=_("Take off"), style="danger")
    await chat.once("taken_off", take_off, chat.person.id, child.id)
    await chat.say(Say(_("{name} is off your list.", name=name), (MY_LEARNERS, FIND_A_TUTOR)))
    return ""


def _children(chat: Chat) -> list[Learner]:
    mine = chat.look(lambda conn: learners_of(conn, chat.person.id))
    return [learner for learner in mine if learner.person != chat.person.id]


def _line(chat: Chat, child: Learner) -> Text:
    """ "Ben, 9: piano (beginner)"."""
    locale = chat.person.locale
    subjects = dict.fromkeys(lesson.subject for lesson in chat.look(lambda conn: lessons_for(conn, child.id)))
    named = ", ".join(subject_label(subject, locale) for subject in list(subjects)[:3])
    what: Text = verbatim(named) if named else _("no lessons yet")
    if child.level:
        what = _("{what} ({level})", what=what, level=load_taxonomy().label("level", child.level, locale))
    name = first_name(child.name)
    if child.born_year is None:
        return _("{name}: {what}", name=name, what=what)
    return _("{name}, {age}: {what}", name=name, age=chat.now.year - child.born_year, what=what)


def _book_for(name: str) -> Button:
    return Button(_("Find a tutor"), StartFlow("book", {}, {"heard": {"name": name, "child": True}}))


FLOWS = (
    Flow("my_learners", Learning, my_learners, _("your children"), _("My children")),
    Flow("add_learner", Adding, add_learner, _("adding a child"), _("Add a child")),
    Flow("change_learner", Changing, change_learner, _("that change"), _("Change a child")),
    Flow("remove_learner", Changing, remove_learner, _("that change"), _("Remove a child")),
)
