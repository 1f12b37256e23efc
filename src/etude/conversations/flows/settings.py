"""What somebody may set for themselves: language, clock, name, reminders and quiet hours, on one card."""

import re
from collections.abc import Sequence

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Option, Utterance, answer
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.joining import joined
from etude.conversations.parts.lesson_words import first_name
from etude.core.ids import PersonId
from etude.core.people.quiet import USUAL, Quiet, is_muted, keep_quiet, mute, quiet_of
from etude.core.people.store import change_person
from etude.core.text import Text, _, verbatim
from etude.core.transaction import Tx

LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español"}
ZONES = {
    "Europe/London": _("London"),
    "Europe/Berlin": _("Berlin"),
    "Europe/Madrid": _("Madrid"),
    "America/New_York": _("New York"),
}
_CLOCK = re.compile(r"(\d{1,2})(?:[:.]\d\d)?\s*(am|pm)?", re.IGNORECASE)
LAST_HOUR = 23
NEVER = Quiet(0, 0)
HOURS = (USUAL, Quiet(22, 7), Quiet(19, 9))
SETTINGS = Button(_("Settings"), StartFlow("settings"))
MUTE, UNMUTE = Button(_("Reminders off"), StartFlow("mute")), Button(_("Reminders on"), StartFlow("unmute"))


def read_language(said: Utterance) -> Sequence[str]:
    """One that is spoken here, by its own name or as the words ask for it."""
    return [each.language for each in said.understood.commands if each.language in LANGUAGES][:1]


def read_zone(said: Utterance) -> Sequence[str]:
    """The clock of a place that is named."""
    place = said.understood.wishes.place
    return (place.zone,) if place else ()


def read_quiet(said: Utterance) -> Sequence[Quiet]:
    """Two clock times, to the full hour: "from 10pm to 7am"; which half of the day the first is in, its words tell."""
    hours = [_hour(int(hour), half.casefold()) for hour, half in _CLOCK.findall(said.text)]
    if len(hours) != 2 or max(hours) > LAST_HOUR:
        return ()
    spoken = [time.start.clock.hour for time in said.understood.times if time.start and time.start.clock]
    return (Quiet(spoken[0] if spoken else hours[0], hours[1]),)


def _hour(hour: int, half: str) -> int:
    return hour % 12 + (12 if half == "pm" else 0) if half else hour


class Seeing(Form):
    """Nothing is asked."""


class Setting(Form):
    """What is to be otherwise."""

    language = answer(str, reads=read_language)
    zone = answer(str, reads=read_zone, hint=_("Just a city, such as “Lisbon”."))
    quiet = answer(Quiet, reads=read_quiet, hint=_("From when to when, such as “from 10pm to 7am”."))


async def settings(chat: Chat) -> str:
    """Everything that can be set, as it is now, each with its button."""
    person, quiet = chat.person, quiet_of(chat.person)
    lines = [_("You are {name}.", name=first_name(person.name))] if person.name else []
    spoken, city = LANGUAGES.get(person.locale[:2], "English"), _city(person.zone)
    lines.append(_("We speak {language}, on {city} time.", language=spoken, city=city))
    lines.append(_("Reminders of lessons: off.") if is_muted(person) else _("Reminders of lessons: on."))
    lines.append(_quiet_words(quiet))
    buttons = (
        Button(_("Language"), StartFlow("language")),
        Button(_("Time zone"), StartFlow("time_zone")),
        Button(_("My name"), StartFlow("my_name")),
        UNMUTE if is_muted(person) else MUTE,
        Button(_("Quiet hours"), StartFlow("quiet_hours")),
        Button(_("My data"), StartFlow("my_data")),
    )
    await chat.say(Say(joined(lines, "\n"), buttons))
    return ""


async def language(chat: Chat) -> str:
    """Another language of the interface."""
    options = [Option(verbatim(name), code) for code, name in LANGUAGES.items()]
    chosen = await chat.ask(Setting.language, _("Which language shall we speak?"), options)
    await chat.once("spoken", set_language, chat.person.id, chosen)
    chat.look_again()
    await chat.say(Say(_("Of course. We'll speak English."), (SETTINGS,)))
    return ""


async def time_zone(chat: Chat) -> str:
    """Whose clock times are told by."""
    options = [Option(city, zone) for zone, city in ZONES.items()]
    zone = await chat.ask(Setting.zone, _("Which city's clock shall I go by? Tap one, or say yours."), options)
    await chat.once("clock", set_zone, chat.person.id, zone)
    chat.look_again()
    words = _("From now on I tell you times as in {city}. Lessons stay when they are.", city=_city(zone))
    await chat.say(Say(words, (SETTINGS,)))
    return ""


async def quiet_hours(chat: Chat) -> str:
    """When nothing is said that can wait."""
    options = [Option(_("{start} to {end}", start=_clock(each.start), end=_clock(each.end)), each) for each in HOURS]
    never = Option(_("No quiet hours"), NEVER)
    words = _("When shall I keep quiet? Tap one, or say “from 10pm to 7am”.")
    quiet = await chat.ask(Setting.quiet, words, [*options, never])
    await chat.once("hushed", keep_quiet, chat.person.id, quiet)
    await chat.say(Say(_quiet_words(quiet), (SETTINGS,)))
    return ""


async def stop_reminding(chat: Chat) -> str:
    """No reminders; whatever somebody has to know is still told."""
    await chat.once("muted", mute, chat.person.id, True)
    words = _("OK, no more reminders. Requests, changes and payments still reach you here.")
    await chat.say(Say(words, (UNMUTE, SETTINGS)))
    return ""


async def remind_again(chat: Chat) -> str:
    """Reminders as they come by themselves."""
    await chat.once("muted", mute, chat.person.id, False)
    await chat.say(Say(_("Reminders are on: a day and an hour before each lesson."), (MUTE, SETTINGS)))
    return ""


def set_language(tx: Tx, person: PersonId, code: str) -> None:
    change_person(tx.conn, person, locale=code)


def set_zone(tx: Tx, person: PersonId, zone: str) -> None:
    change_person(tx.conn, person, zone=zone)


def _quiet_words(quiet: Quiet) -> Text:
    if quiet.start == quiet.end:
        return _("No quiet hours: I write whenever there is something.")
    start, end = _clock(quiet.start), _clock(quiet.end)
    return _("Quiet from {start} to {end}: what can wait, waits.", start=start, end=end)


def _clock(hour: int) -> str:
    return f"{hour:02}:00"


def _city(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")


FLOWS = (
    Flow("settings", Seeing, settings, _("your settings"), _("Settings")),
    Flow("language", Setting, language, _("the language"), _("Language")),
    Flow("time_zone", Setting, time_zone, _("the time zone"), _("Time zone")),
    Flow("quiet_hours", Setting, quiet_hours, _("the quiet hours"), _("Quiet hours")),
    Flow("mute", Seeing, stop_reminding, _("reminders"), _("Reminders off")),
    Flow("unmute", Seeing, remind_again, _("reminders"), _("Reminders on")),
)
