"""Somebody becomes a tutor: question by question, kept as they go, seen as students will see it, then published."""

from collections.abc import Sequence

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, answer, consent
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.teaching.about import AboutMe, settle_about, settle_experience, settle_name
from etude.conversations.parts.teaching.adult import Grown, is_adult
from etude.conversations.parts.teaching.card import show_profile
from etude.conversations.parts.teaching.files import Files, settle_files
from etude.conversations.parts.teaching.hours import Hours, settle_hours
from etude.conversations.parts.teaching.people import Taught, settle_languages, settle_learners
from etude.conversations.parts.teaching.rates import Prices, prices_of, settle_rates
from etude.conversations.parts.teaching.skills import Teaching, settle_skills
from etude.conversations.parts.teaching.where import Where, settle_where
from etude.conversations.parts.ways import FIND_A_TUTOR, HELP, MY_WEEK, share_words
from etude.core.ids import PersonId
from etude.core.text import _
from etude.core.transaction import Tx
from etude.core.tutors.profile import listing
from etude.core.tutors.profile.store import begin_profile, has_hours
from etude.core.tutors.store import is_tutor, load_tutor

MY_PROFILE = Button(_("My profile"), StartFlow("tutor_profile"))


class Becoming(Form):
    """A yes to being seen."""

    later = answer(bool)
    agreed = consent()


async def teach(chat: Chat) -> str:
    """From the wish to teach to a profile that students find."""
    if chat.look(lambda conn: is_tutor(conn, chat.person.id)) and not chat.has(Becoming.agreed):
        await chat.say(Say(_("You teach here already. What would you like to see?"), (MY_PROFILE, MY_WEEK)))
        return ""
    if not await is_adult(chat):
        words = _("Only adults can teach here, sorry. You can learn, though: shall I find you a tutor?")
        await chat.say(Say(words, (FIND_A_TUTOR, HELP)))
        return ""
    known = await chat.once("begun", begin, chat.person.id)
    await _ask_what_is_missing(chat, known)
    if not await _publish(chat):
        words = _("It's all kept, and nobody sees it yet. Say “I want to teach” whenever you'd like to go on.")
        await chat.say(Say(words, (MY_PROFILE, FIND_A_TUTOR)))
        return ""
    link = chat.look(lambda conn: share_words(conn, chat.house, chat.person.id))
    name = first_name(chat.person.name)
    await chat.say(Say(_("Welcome, {name}! {link}", name=name, link=link), (MY_WEEK, MY_PROFILE)))
    return ""


async def _ask_what_is_missing(chat: Chat, known: Sequence[str]) -> None:
    """Everything once; what was told on another day is not asked again."""
    if "name" not in known:
        await settle_name(chat)
    if "skills" not in known:
        await settle_skills(chat)
    if "languages" not in known:
        await settle_languages(chat)
    if "learners" not in known:
        await settle_learners(chat)
    if "about" not in known:
        await settle_experience(chat)
    if "rates" not in known:
        await settle_rates(chat, await settle_where(chat))
    if "hours" not in known:
        await settle_hours(chat)
    if "about" not in known:
        await settle_about(chat)
        await settle_files(chat)


async def _publish(chat: Chat) -> bool:
    """The profile as students will see it, and a yes to that."""
    if chat.given(Becoming.later, False):
        return False
    tutor = await show_profile(chat, _("This is how students will see you:"))
    words = _("{prices} Shall I publish it?", prices=prices_of(chat))
    change = Button(_("Change something"), StartFlow("tutor_profile"))
    later = chat.button(Becoming.later, True, _("Not yet"))
    await chat.agree(Becoming.agreed, Say(words, (change, later)), [tutor], yes=_("Publish"))
    await chat.once("published", listing.publish, chat.person.id)
    return True


def begin(tx: Tx, person: PersonId) -> tuple[str, ...]:
    """A profile that nobody sees yet; what is known already, where it was begun on another day."""
    begin_profile(tx.conn, tx.now, person)
    tutor = load_tutor(tx.conn, person)
    there = {
        "name": tutor.subjects,  # which are asked for after it
        "skills": tutor.subjects,
        "languages": tutor.languages,
        "learners": tutor.learners,
        "rates": tutor.rates,
        "hours": has_hours(tx.conn, person),
        "about": tutor.bio,
    }
    return tuple(part for part, told in there.items() if told)


FLOW = Flow(
    "teach",
    Becoming,
    teach,
    _("your profile"),
    _("Start teaching"),
    parts=(Grown, AboutMe, Teaching, Taught, Where, Prices, Hours, Files),
)
