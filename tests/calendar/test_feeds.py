"""Ada, Carla and Daniel subscribe to their lessons, in calendar apps that other people wrote."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import recurring_ical_events
import uvicorn
from fastapi import FastAPI
from icalendar import Calendar, Event

from etude.calendar.feeds import Site, feed_path, render_invitation
from etude.calendar.routes import feed_routes
from etude.calendar.store import lessons_of, revoke_feed
from etude.core.clock import SkippingClock, frozen
from etude.core.ids import LearnerId, PersonId
from etude.core.text import Voice

ADA, CARLA, DANIEL = PersonId("per_ada"), PersonId("per_carla"), PersonId("per_daniel")
BEN, DAN = LearnerId("lrn_ben"), LearnerId("lrn_daniel")
SECRET = "a secret of the server"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
# What feeds ask of a store is asked of each in test_store.py.
pytestmark = pytest.mark.parametrize("store", ["sqlite"])
# What our subjects are called, for those that these tests tell of.
CALLED = {("piano", "de"): "Klavier", ("music_theory", "en"): "music theory"}
SITE = Site("https://etude.test/chat", lambda subject, locale: CALLED.get((subject, locale), subject))
# Four in the afternoon in London, where it is summer.
SUMMER = "2026-06-03T15:00:00+00:00"


@dataclass
class Feeds:
    """A running server, and a client that knows the way to everyone's feed."""

    http: httpx.AsyncClient
    clock: SkippingClock

    async def get(self, person: PersonId, **headers: str) -> httpx.Response:
        return await self.http.get(feed_path(person, 1, SECRET), headers=headers)

    async def events(self, person: PersonId) -> list[Event]:
        return Calendar.from_ical((await self.get(person)).content).events

    async def titles(self, person: PersonId) -> list[str]:
        return [str(event["SUMMARY"]) for event in await self.events(person)]


@pytest.fixture
async def feeds(school) -> AsyncIterator[Feeds]:
    clock = frozen(NOW)
    app = FastAPI()
    app.include_router(feed_routes(school.db, SECRET, clock, SITE))
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, ws="none", lifespan="off", log_level="warning"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with httpx.AsyncClient(base_url=address) as http:
        yield Feeds(http, clock)
    server.should_exit = True
    await serving
    listener.close()


async def test_a_lesson_is_told_to_each_in_their_own_words(school, feeds) -> None:
    await school.lesson("one", SUMMER, BEN)
    await school.lesson("two", "2026-06-04T15:00:00+00:00", DAN, subject="music_theory")
    assert await feeds.titles(ADA) == ["Piano with Ben", "Music theory with Daniel"]
    assert await feeds.titles(CARLA) == ["Ben: Piano with Ada"]
    assert await feeds.titles(DANIEL) == ["Music theory with Ada"]


async def test_a_child_with_an_account_has_a_feed_as_well(school, feeds) -> None:
    ben = PersonId("per_ben")
    await school.own_account(BEN, ben)
    await school.lesson("one", SUMMER, BEN)
    assert await feeds.titles(ben) == ["Piano with Ada"]
    assert await feeds.titles(CARLA) == ["Ben: Piano with Ada"]


async def test_a_feed_keeps_the_rules_of_the_format(school, feeds) -> None:
    await school.lesson("one", SUMMER, BEN, subject="klavier, " * 12 + "ä" * 40)
    await school.lesson("two", "2026-06-04T15:00:00+00:00", DAN)
    answer = await feeds.get(ADA)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    text = answer.content.replace(b"\r\n ", b"").decode()
    for line in (
        "NAME:Etude lessons",
        "X-WR-CALNAME:Etude lessons",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "UID:les_one@etude.test",
        "DTSTART:20260603T150000Z",
        "DTEND:20260603T160000Z",
        "DTSTAMP:20260105T090000Z",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
    ):
        assert line in text.split("\r\n")
    assert text.count("BEGIN:VEVENT") == 2
    for word in ("VTIMEZONE", "RRULE", "X-WR-TIMEZONE", "TZID"):
        assert word not in text


async def test_nothing_in_a_feed_leads_to_a_person(school, feeds) -> None:
    await school.lesson("one", SUMMER, BEN, reason="call me on 020 7946 0018")
    await school.rename(BEN, "ben@example.org")
    await school.rename(DAN, "Daniel 0176-040-690-12")
    await school.lesson("two", "2026-06-04T15:00:00+00:00", DAN)
    text = (await feeds.get(ADA)).text
    assert await feeds.titles(ADA) == ["Piano with the student", "Piano with the student"]
    for secret in ("Camden", "7946", "example.org", "040", "ATTACH", "ATTENDEE", "ORGANIZER"):
        assert secret not in text


async def test_a_name_cannot_break_out_of_its_line(school, feeds) -> None:
    await school.rename(BEN, "Ben\r\nSTATUS:CANCELLED")
    await school.lesson("one", SUMMER, BEN)
    (event,) = await feeds.events(ADA)
    assert event["STATUS"] == "CONFIRMED"


@pytest.mark.parametrize("status", ["held", "declined", "withdrawn", "expired"])
async def test_a_hold_and_what_came_to_nothing_are_not_shown(school, feeds, status: str) -> None:
    await school.lesson("one", SUMMER, BEN, status=status)
    assert await feeds.titles(ADA) == []


@pytest.mark.parametrize("status", ["requested", "countered"])
async def test_what_is_asked_for_is_tentative(school, feeds, status: str) -> None:
    await school.lesson("one", SUMMER, BEN, status=status)
    (event,) = await feeds.events(ADA)
    assert (event["STATUS"], event["TRANSP"]) == ("TENTATIVE", "OPAQUE")
    assert event["SUMMARY"] == "Piano with Ben (not confirmed yet)"
    assert not event.walk("VALARM")


@pytest.mark.parametrize("status", ["confirmed", "completed", "settled"])
async def test_what_was_agreed_is_confirmed_and_only_what_lies_ahead_rings(school, feeds, status: str) -> None:
    await school.lesson("one", SUMMER, BEN, status=status)
    (event,) = await feeds.events(ADA)
    assert (event["STATUS"], len(event.walk("VALARM"))) == ("CONFIRMED", int(status == "confirmed"))


async def test_a_cancelled_lesson_stays_thirty_days_and_takes_no_time(school, feeds) -> None:
    await school.lesson("one", SUMMER, BEN, status="cancelled", sequence=1, updated_at=NOW)
    (event,) = await feeds.events(ADA)
    assert event["SUMMARY"] == "Cancelled: Piano with Ben"
    assert (event["STATUS"], event["TRANSP"], event["SEQUENCE"]) == ("CANCELLED", "TRANSPARENT", 1)
    assert not event.walk("VALARM")
    before = (await feeds.get(ADA)).headers["last-modified"]
    feeds.clock.skip(timedelta(days=30))
    assert await feeds.titles(ADA) == []
    # Whoever only compares dates has to learn of that too.
    assert (await feeds.get(ADA, **{"If-Modified-Since": before})).status_code == 200


async def test_a_moved_lesson_is_the_same_event_with_a_later_version(school, feeds) -> None:
    lesson = await school.lesson("one", SUMMER, BEN)
    (old,) = await feeds.events(ADA)
    later = datetime(2026, 6, 5, 15, tzinfo=UTC)
    await school.change(lesson, starts_at=later, ends_at=later + timedelta(hours=1), sequence=1, updated_at=NOW)
    (new,) = await feeds.events(ADA)
    assert new["UID"] == old["UID"]
    assert new["SEQUENCE"] > old["SEQUENCE"]
    assert new["LAST-MODIFIED"].dt > old["LAST-MODIFIED"].dt
    assert new.start == later


async def test_an_unchanged_feed_is_the_same_bytes_and_need_not_be_sent_again(school, feeds) -> None:
    lesson = await school.lesson("one", SUMMER, BEN)
    first = await feeds.get(ADA)
    feeds.clock.skip(timedelta(hours=5))
    second = await feeds.get(ADA)
    assert first.content == second.content
    assert first.headers["cache-control"].startswith("private")
    tag, date = first.headers["etag"], first.headers["last-modified"]
    assert date == "Mon, 05 Jan 2026 09:00:00 GMT"
    for fresh in (
        {"If-None-Match": tag},
        {"If-None-Match": "*"},
        {"If-None-Match": f'"x", W/{tag}'},
        {"If-Modified-Since": date},
    ):
        unsent = await feeds.get(ADA, **fresh)
        assert (unsent.status_code, unsent.content, unsent.headers["etag"]) == (304, b"", tag)
    for stale in (
        {"If-None-Match": '"x"', "If-Modified-Since": date},
        {"If-Modified-Since": "Sun, 04 Jan 2026 09:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
    ):
        assert (await feeds.get(ADA, **stale)).status_code == 200
    await school.change(lesson, sequence=1, updated_at=NOW)
    assert (await feeds.get(ADA, **{"If-None-Match": tag})).status_code == 200
    assert (await feeds.get(ADA, **{"If-Modified-Since": date})).status_code == 200


async def test_head_tells_what_get_would_send(school, feeds) -> None:
    await school.lesson("one", SUMMER, BEN)
    got, head = await feeds.get(ADA), await feeds.http.head(feed_path(ADA, 1, SECRET))
    assert head.content == b""
    assert {name: head.headers[name] for name in ("etag", "last-modified", "content-type", "content-length")} == {
        name: got.headers[name] for name in ("etag", "last-modified", "content-type", "content-length")
    }


async def test_a_wrong_address_does_not_tell_whether_the_person_exists(school, feeds) -> None:
    right = feed_path(ADA, 1, SECRET)
    token = right.split("/")[-1].removesuffix(".ics")
    assert len(token) * 6 >= 128
    answers = [
        await feeds.http.get(path)
        for path in (
            right.replace(token, token[:-2] + "xx"),
            right.replace(ADA, CARLA),
            right.replace(ADA, "per_nobody"),
            feed_path(PersonId("per_nobody"), 0, SECRET),
            feed_path(PersonId(""), 0, SECRET).replace("//", "/per_nobody/"),
            feed_path(ADA, 1, "another secret"),
            f"/feeds/{ADA}/caf%C3%A9.ics",
        )
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, b"")}


async def test_a_leaked_address_can_be_revoked(school, feeds) -> None:
    assert (await feeds.get(ADA)).status_code == 200
    await school.do(lambda conn: revoke_feed(conn, ADA))
    assert (await feeds.get(ADA)).status_code == 404
    assert (await feeds.http.get(feed_path(ADA, 2, SECRET))).status_code == 200


@pytest.mark.parametrize(
    ("person", "format", "place", "told"),
    [
        (CARLA, "online", None, "Online"),
        (ADA, "tutor", "Camden", "At your place, Camden"),
        (CARLA, "tutor", "Camden", "At Ada's, Camden"),
        (CARLA, "tutor", "12 Camden Road, London", "At Ada's, London"),
        (CARLA, "tutor", "Camden, +44 20 7946 0018, ada@example.org", "At Ada's, Camden"),
        (CARLA, "tutor", "12 Camden Road", "At the tutor's place"),
        (CARLA, "tutor", None, "At the tutor's place"),
        (CARLA, "student", "7 Kentish Lane", "At your place"),
        (ADA, "student", "7 Kentish Lane", "At the student's place"),
    ],
)
async def test_an_entry_says_where_but_no_address(school, feeds, person, format, place, told) -> None:
    await school.lesson("one", SUMMER, BEN, format=format, place=place)
    (event,) = await feeds.events(person)
    assert event["LOCATION"] == told
    assert event["URL"] == "https://etude.test/chat"
    assert event["URL"] in event["DESCRIPTION"]


async def test_the_invitation_is_the_entry_of_the_feed(school, feeds) -> None:
    await school.lesson("one", SUMMER, BEN, place="Camden")
    (lesson,) = await school.do(lambda conn: lessons_of(conn, CARLA))
    (invited,) = Calendar.from_ical(render_invitation(lesson, CARLA, Voice(), SITE)).events
    (fed,) = await feeds.events(CARLA)
    assert invited.to_ical() == fed.to_ical()


async def test_an_invitation_holds_one_lesson(school) -> None:
    await school.lesson("one", SUMMER, BEN)
    await school.lesson("two", SUMMER.replace("03T", "04T"), BEN, status="held")
    confirmed, held = await school.do(lambda conn: lessons_of(conn, CARLA))
    calendar = Calendar.from_ical(render_invitation(confirmed, CARLA, Voice("de"), SITE))
    assert calendar["METHOD"] == "PUBLISH"
    (event,) = calendar.events
    assert event["UID"] == "les_one@etude.test"
    assert "Klavier" in event["SUMMARY"]
    with pytest.raises(ValueError, match="held"):
        render_invitation(held, CARLA, Voice(), SITE)


async def test_recurring_ical_events_reads_the_times(school, feeds) -> None:
    await school.lesson("one", SUMMER, BEN)
    await school.lesson("two", "2026-11-03T16:00:00+00:00", BEN)
    calendar = Calendar.from_ical((await feeds.get(ADA)).content)
    assert {str(event["LOCATION"]) for event in calendar.events} == {"At your place, London"}
    found = recurring_ical_events.of(calendar).between(
        datetime(2026, 6, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    )
    assert [event.start.isoformat() for event in found] == [SUMMER, "2026-11-03T16:00:00+00:00"]


async def test_khal_reads_in_london_what_vdirsyncer_fetched(school, feeds, tmp_path: Path) -> None:
    await school.lesson("one", SUMMER, BEN)
    await school.lesson("two", "2026-06-04T15:00:00+00:00", DAN, status="requested")
    await school.lesson("three", "2026-06-05T15:00:00+00:00", DAN, status="cancelled", updated_at=NOW)
    subscription = Subscription(tmp_path, str(feeds.http.base_url) + feed_path(ADA, 1, SECRET))
    assert await subscription.read() == [
        "2026-06-03 16:00-17:00 CONFIRMED Piano with Ben @ At your place, London",
        "2026-06-04 16:00-17:00 TENTATIVE Piano with Daniel (not confirmed yet) @ At your place, London",
        "2026-06-05 16:00-17:00 CANCELLED Cancelled: Piano with Daniel @ At your place, London",
    ]
    moved = datetime(2026, 6, 7, 9, tzinfo=UTC)
    await school.change("les_one", starts_at=moved, ends_at=moved + timedelta(hours=1), sequence=1, updated_at=NOW)
    await school.change("les_two", status="declined", updated_at=NOW)
    assert await subscription.read() == [
        "2026-06-05 16:00-17:00 CANCELLED Cancelled: Piano with Daniel @ At your place, London",
        "2026-06-07 10:00-11:00 CONFIRMED Piano with Ben @ At your place, London",
    ]


class Subscription:
    """khal with vdirsyncer, as someone would set them up at home."""

    def __init__(self, home: Path, url: str) -> None:
        self.home = home
        (home / "events").mkdir()
        (home / "vdirsyncer").write_text(
            f'[general]\nstatus_path = "{home}/status/"\n'
            '[pair etude]\na = "feed"\nb = "here"\ncollections = null\nconflict_resolution = "a wins"\n'
            f'[storage feed]\ntype = "http"\nurl = "{url}"\n'
            f'[storage here]\ntype = "filesystem"\npath = "{home}/events/"\nfileext = ".ics"\n'
        )
        (home / "khal").write_text(
            f"[calendars]\n[[etude]]\npath = {home}/events/\n[sqlite]\npath = {home}/khal.db\n"
            "[locale]\nlocal_timezone = Europe/London\ndefault_timezone = Europe/London\n"
            "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ntimeformat = %H:%M\n"
            "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        )

    async def read(self) -> list[str]:
        await self._run("vdirsyncer", "-c", "vdirsyncer", "discover")
        await self._run("vdirsyncer", "-c", "vdirsyncer", "sync")
        line = "{start-date} {start-time}-{end-time} {status}{title} @ {location}"
        listed = await self._run(
            "khal", "-c", "khal", "list", "--day-format", "", "--format", line, "2026-06-01", "30d"
        )
        return listed.split("\n")[:-1]

    async def _run(self, *command: str) -> str:
        process = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name(command[0]),
            *command[1:],
            cwd=self.home,
            env={**os.environ, "HOME": str(self.home), "LC_ALL": "C.UTF-8", "NO_COLOR": "1"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
        return output.decode()
