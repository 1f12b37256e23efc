"""Who takes the lesson, and whether they may agree to it themselves."""

from collections.abc import Sequence

from etude.conversations.chat import Chat
from etude.conversations.forms import Form, Option, Utterance, answer
from etude.conversations.parts.lesson_words import first_name
from etude.core.ids import LearnerId, PersonId
from etude.core.people.model import ADULT_AGE, Learner
from etude.core.people.store import add_learner, change_person, learners_of, load_learner
from etude.core.text import _, verbatim
from etude.core.transaction import Tx
from etude.matching.wishes import Wishes


def read_name(said: Utterance) -> Sequence[str]:
    """A first name: a few letters, not a sentence."""
    words = said.text.strip().removeprefix("(").removesuffix(")").split()
    lead = ("it's", "its", "he", "she", "his", "her", "name", "is", "my", "i'm", "called", "the", "i", "am", "'s")
    name = [word.strip(".,!") for word in words if word.casefold().strip(".,!") not in lead]
    fits = 0 < len(name) <= 3 and all(part.replace("-", "").replace("'", "").isalpha() for part in name)
    return (" ".join(part[:1].upper() + part[1:] for part in name)[:40],) if fits else ()


def read_age(said: Utterance) -> Sequence[int]:
    """An age in years."""
    ages = [age.years for age in said.understood.ages] or [int(word) for word in said.text.split() if word.isdigit()]
    return [age for age in ages if 3 <= age <= 120][:1]


class WhoLearns(Form):
    """Who the lesson is for."""

    who = answer(str)
    name = answer(str, reads=read_name, names=("name",))
    age = answer(int, reads=read_age, names=("age",))


async def choose_learner(chat: Chat, wishes: Wishes) -> Learner | None:
    """The learner under this person's account; None when the person is a minor, who cannot agree for themselves."""
    age = wishes.learner_age
    if wishes.learner_self is False or (wishes.learner_self is None and age is not None and age < ADULT_AGE):
        return await _child(chat, age)
    if wishes.learner_self and age is not None:
        return await _self(chat, adult=age >= ADULT_AGE)
    known = chat.look(lambda conn: learners_of(conn, chat.person.id))
    children = [learner for learner in known if learner.person is None]
    if wishes.learner_self and chat.person.adult is not None:
        return await _self(chat, adult=chat.person.adult)
    options = [
        Option(_("Me, I'm 18 or over"), "me"),
        Option(_("My child"), "child"),
        Option(_("Me, under 18"), "minor"),
    ]
    if chat.person.adult:
        options[0] = Option(_("Me"), "me")
        del options[2]
    named = [Option(verbatim(first_name(child.name)[:20]), str(child.id)) for child in children[:3]]
    who = await chat.ask(WhoLearns.who, _("Who is the lesson for?"), [*named, *options])
    if who in ("me", "minor"):
        return await _self(chat, adult=who == "me")
    if who == "child":
        return await _child(chat, age, ask_known=False)
    return chat.look(lambda conn: load_learner(conn, LearnerId(who)))


async def _self(chat: Chat, *, adult: bool) -> Learner | None:
    if not adult:
        return None
    name = chat.person.name
    if name is None:
        name = await chat.ask(WhoLearns.name, _("What's your first name?"))
    return await chat.once("learner", enter_self, chat.person.id, name)


async def _child(chat: Chat, age: int | None, *, ask_known: bool = True) -> Learner:
    """Nothing but the first name is asked; a child entered before is offered by name."""
    known = chat.look(lambda conn: learners_of(conn, chat.person.id)) if ask_known else []
    options = [Option(verbatim(first_name(c.name)[:20]), c.name) for c in known if c.person is None][:3]
    name = await chat.ask(WhoLearns.name, _("What's your child's first name?"), options)
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
