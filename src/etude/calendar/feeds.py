"""Lessons as iCalendar text (RFC 5545, RFC 7986), and the secret address a person's feed has.

Readers disagree about time zones written out in a file, so every lesson is one event in UTC. Everything comes from the
lesson's row: a feed that has not changed is the same bytes again.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event
from icalendar.enums import STATUS, TRANSP

from etude.calendar.store import CalendarLesson
from etude.core.ids import PersonId
from etude.core.text import Text, Voice, _, verbatim

REFRESH = timedelta(hours=1)
CANCELLED_STAYS = timedelta(days=30)
REMINDER = timedelta(hours=1)
_STATUSES = {
    "requested": STATUS.TENTATIVE,
    "countered": STATUS.TENTATIVE,
    "confirmed": STATUS.CONFIRMED,
    "completed": STATUS.CONFIRMED,
    "settled": STATUS.CONFIRMED,
    "cancelled": STATUS.CANCELLED,
}
# What a street address has and a district has not.
_NUMBERED = re.compile(r"\d")
# A name is free text, and some people write their number or e-mail into it.
_CONTACT = re.compile(r"@|://|www\.|(?:\d\W*){6}")

# From a subject's id and a locale to what its readers call it.
SubjectName = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Site:
    """Whose entries these are: `chat_url` is where lessons are changed, its host the part of UIDs after the @."""

    chat_url: str
    name_subject: SubjectName

    @property
    def host(self) -> str:
        return urlsplit(self.chat_url).hostname or "etude"


def render_feed(
    lessons: Iterable[CalendarLesson],
    reader: PersonId,
    voice: Voice,
    now: datetime,
    site: Site,
) -> bytes:
    """The lessons `reader` should see in a calendar, as a VCALENDAR.

    Holds are not shown, nor requests that came to nothing; a cancelled lesson stays for 30 days, so that calendars
    which are read seldom learn of it.
    """
    calendar = _calendar()
    name = _("Etude lessons").render(voice)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for lesson in lessons:
        if _is_shown(lesson, now):
            calendar.add_component(_event(lesson, reader, voice, site))
    return bytes(calendar.to_ical())


def render_invitation(lesson: CalendarLesson, reader: PersonId, voice: Voice, site: Site) -> bytes:
    """One lesson to add to a calendar by hand; raises ValueError for one that is not agreed or asked for."""
    if lesson.status not in _STATUSES:
        raise ValueError(f"A lesson that is {lesson.status} has no place in a calendar.")
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(lesson, reader, voice, site))
    return bytes(calendar.to_ical())


def changed_at(lessons: Iterable[CalendarLesson], now: datetime, since: datetime) -> datetime:
    """When a feed became what it is: a lesson's last change, or when a cancelled one left; at least `since`."""
    changes = [since]
    for lesson in lessons:
        changes.append(lesson.updated_at)
        gone = lesson.updated_at + CANCELLED_STAYS
        if lesson.status == "cancelled" and gone <= now:
            changes.append(gone)
    return max(changes)


def feed_path(person: PersonId, version: int, secret_key: str) -> str:
    """The path of a person's feed; raising `people.feed_version` makes it another and the old one unknown."""
    return f"/feeds/{person}/{_token(person, version, secret_key)}.ics"


def is_feed_token(token: str, person: PersonId, version: int, secret_key: str) -> bool:
    """Whether `token` opens this person's feed, told in the same time whatever is wrong with it."""
    return hmac.compare_digest(token.encode(), _token(person, version, secret_key).encode())


def _token(person: PersonId, version: int, secret_key: str) -> str:
    digest = hmac.digest(secret_key.encode(), f"calendar feed\n{person}\n{version}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Etude//Lessons//EN")
    calendar.add("version", "2.0")
    return calendar


def _is_shown(lesson: CalendarLesson, now: datetime) -> bool:
    return lesson.status in _STATUSES and (lesson.status != "cancelled" or now < lesson.updated_at + CANCELLED_STAYS)


def _event(lesson: CalendarLesson, reader: PersonId, voice: Voice, site: Site) -> Event:
    status = _STATUSES[lesson.status]
    subject = site.name_subject(lesson.subject, voice.locale)
    title = _title(lesson, reader, verbatim(subject[:1].upper() + subject[1:])).render(voice)
    return Event.new(
        uid=f"{lesson.id}@{site.host}",
        sequence=lesson.sequence,
        stamp=lesson.updated_at,
        created=lesson.created_at,
        last_modified=lesson.updated_at,
        start=lesson.starts_at,
        end=lesson.ends_at,
        summary=title,
        description=_("Change or cancel it in the chat: {url}", url=site.chat_url).render(voice),
        location=_place(lesson, reader).render(voice),
        url=site.chat_url,
        status=status,
        transparency=TRANSP.TRANSPARENT if status is STATUS.CANCELLED else TRANSP.OPAQUE,
        subcomponents=[Alarm.new_display(title, -REMINDER)] if lesson.status == "confirmed" else (),
    )


def _title(lesson: CalendarLesson, reader: PersonId, subject: Text) -> Text:
    tutor = _named(lesson.tutor, _("the tutor"))
    learner = _named(lesson.learner, _("the student"))
    if reader == lesson.tutor_id:
        title = _("{subject} with {name}", subject=subject, name=learner)
    elif reader == lesson.learner_person:
        title = _("{subject} with {name}", subject=subject, name=tutor)
    else:
        title = _("{learner}: {subject} with {name}", learner=learner, subject=subject, name=tutor)
    if lesson.status == "cancelled":
        return _("Cancelled: {lesson}", lesson=title)
    if _STATUSES[lesson.status] is STATUS.TENTATIVE:
        return _("{lesson} (not confirmed yet)", lesson=title)
    return title


def _place(lesson: CalendarLesson, reader: PersonId) -> Text:
    """Where it is, as far as a file that may leak can say: a district, never a street or a number."""
    if lesson.format == "online":
        return _("Online")
    if lesson.format == "student":
        return _("At the student's place") if reader == lesson.tutor_id else _("At your place")
    district = ", ".join(part for each in (lesson.place or "").split(",") if not _tells_more(part := each.strip()))
    if reader == lesson.tutor_id:
        return _("At your place, {district}", district=district) if district else _("At your place")
    tutor = _named(lesson.tutor, _("the tutor"))
    return _("At {tutor}'s, {district}", tutor=tutor, district=district) if district else _("At the tutor's place")


def _tells_more(part: str) -> bool:
    return not part or _NUMBERED.search(part) is not None or _CONTACT.search(part) is not None


def _named(name: str, otherwise: Text) -> Text:
    return otherwise if not name.strip() or _CONTACT.search(name) else verbatim(name)
