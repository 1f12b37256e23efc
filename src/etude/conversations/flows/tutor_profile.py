"""A tutor sees their profile, and changes any part of it: by tapping, or in one sentence from anywhere."""

from collections.abc import Awaitable, Callable, Mapping

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Option, answer, consent
from etude.conversations.messages import Button, OpenLink, Say, StartFlow
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.teaching.about import AboutMe, settle_about, settle_experience, settle_name
from etude.conversations.parts.teaching.card import show_profile
from etude.conversations.parts.teaching.files import Files, settle_files
from etude.conversations.parts.teaching.people import (
    Taught,
    language_words,
    learner_words,
    settle_languages,
    settle_learners,
)
from etude.conversations.parts.teaching.rates import Prices, change_prices, price_new_formats, prices_of
from etude.conversations.parts.teaching.skills import Teaching, list_of, settle_skills
from etude.conversations.parts.teaching.wanted import absorb_part
from etude.conversations.parts.teaching.where import Where, settle_where, where_words
from etude.conversations.parts.ways import FIND_A_TUTOR, MY_WEEK
from etude.core.text import Text, _
from etude.core.tutors.profile import listing
from etude.core.tutors.profile.store import has_profile
from etude.core.tutors.store import load_tutor

MY_PROFILE = Button(_("My profile"), StartFlow("tutor_profile"))
WEEKLY_HOURS = Button(_("Weekly hours"), StartFlow("weekly_hours"))
START = Button(_("Start teaching"), StartFlow("teach"))


class Changing(Form):
    """Which part."""

    wanted = answer(str, absorbs=absorb_part)
    part = answer(str, hint=_("Tap one, or say it: “my prices”, “add jazz”, “my photo”."))
    further = answer(str, hint=_("Tap one, or say it: “my languages”, “my photo”."))
    keep = answer(bool)
    agreed = consent()


async def tutor_profile(chat: Chat) -> str:
    """The profile, and one part of it anew; or at once the part that was named."""
    if not chat.look(lambda conn: has_profile(conn, chat.person.id)):
        await chat.say(Say(_("You have no profile yet: that is for tutors. Would you like to teach?"), _WAYS))
        return ""
    part = chat.given(Changing.wanted, None) or await _which_part(chat)
    words = await _PARTS[part](chat)
    tutor = chat.look(lambda conn: load_tutor(conn, chat.person.id))
    ways = (MY_PROFILE, START) if tutor.draft else (MY_PROFILE, MY_WEEK)
    await chat.say(Say(words, ways), "done")
    return ""


async def _which_part(chat: Chat) -> str:
    tutor = await show_profile(chat, _("Your profile, as students see it:"))
    words = _("{prices} What shall I change?", prices=prices_of(chat))
    if not tutor.listed:
        words = _("{prices} Students can't find you now. What shall I change?", prices=prices_of(chat))
    hours = () if tutor.draft else (WEEKLY_HOURS,)
    part = await chat.ask(Changing.part, words, _FIRST, more=hours)
    if part != "more":
        return part
    end = Option(_("Pause it"), "pause") if tutor.listed else Option(_("Publish"), "publish")
    page: tuple[Button, ...] = ()
    if tutor.listed:
        page = (Button(_("Open the page"), OpenLink(chat.house.link(f"/tutors/{tutor.slug}"))),)
    return await chat.ask(Changing.further, _("Or one of these?"), [*_FURTHER, end], more=page)


async def _change_skills(chat: Chat) -> Text:
    skills = await settle_skills(chat)
    return _("Done. You teach: {list}.", list=list_of(skills, chat.person.locale))


async def _change_where(chat: Chat) -> Text:
    formats = await settle_where(chat)
    await price_new_formats(chat, formats)
    tutor = chat.look(lambda conn: load_tutor(conn, chat.person.id))
    return _("Done. You teach {where}.", where=where_words(formats, tutor.place, tutor.radius_m))


async def _change_rates(chat: Chat) -> Text:
    tutor = chat.look(lambda conn: load_tutor(conn, chat.person.id))
    formats = tutor.formats or await settle_where(chat)
    return await change_prices(chat, formats, Changing.agreed, Changing.keep)


async def _change_languages(chat: Chat) -> Text:
    languages = await settle_languages(chat)
    return _("Done. You teach in {languages}.", languages=language_words(languages, chat.person.locale))


async def _change_learners(chat: Chat) -> Text:
    return _("Done. You teach: {who}.", who=learner_words(await settle_learners(chat)))


async def _change_name(chat: Chat) -> Text:
    return _("Done. Students see you as {name}.", name=await settle_name(chat))


async def _change_about(chat: Chat) -> Text:
    await settle_about(chat)
    return _("Done. That is what students read about you now.")


async def _change_experience(chat: Chat) -> Text:
    await settle_experience(chat)
    return _("Done. Students see it in your profile.")


async def _change_files(chat: Chat) -> Text:
    if await settle_files(chat):
        return _("Done. Students see and hear it in your profile.")
    return _("Good, whenever you like: say “my photo”.")


async def _pause(chat: Chat) -> Text:
    await chat.once("paused", listing.pause, chat.person.id)
    return _("Done. Nobody new finds you now; lessons that are booked stay. Say “publish my profile” to come back.")


async def _publish(chat: Chat) -> Text:
    await chat.once("published", listing.publish, chat.person.id)
    return _("Welcome back, {name}! Students find you again.", name=first_name(chat.person.name))


_WAYS = (START, FIND_A_TUTOR)
_PARTS: Mapping[str, Callable[[Chat], Awaitable[Text]]] = {
    "skills": _change_skills,
    "where": _change_where,
    "rates": _change_rates,
    "languages": _change_languages,
    "learners": _change_learners,
    "name": _change_name,
    "about": _change_about,
    "experience": _change_experience,
    "files": _change_files,
    "pause": _pause,
    "publish": _publish,
}
_FIRST = (
    Option(_("What I teach"), "skills"),
    Option(_("Where"), "where"),
    Option(_("Prices"), "rates"),
    Option(_("About me"), "about"),
    Option(_("More"), "more"),
)
_FURTHER = (
    Option(_("My name"), "name"),
    Option(_("Languages"), "languages"),
    Option(_("Who I teach"), "learners"),
    Option(_("Experience"), "experience"),
    Option(_("Photo and samples"), "files"),
)
FLOW = Flow(
    "tutor_profile",
    Changing,
    tutor_profile,
    _("your profile"),
    _("My profile"),
    parts=(AboutMe, Teaching, Taught, Where, Prices, Files),
)
