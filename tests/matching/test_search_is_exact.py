"""Whatever is wished for, the index finds whom looking at everybody finds, in the same order.

Small towns full of tutors are drawn at random, and tutors change under the index's eyes.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, update

from etude.calendar.openings import next_openings
from etude.core.database import Database, open_database
from etude.core.ids import PersonId
from etude.core.intervals import Interval
from etude.core.tables import (
    blocks,
    day_hours,
    learners,
    lessons,
    people,
    tutor_rates,
    tutor_skills,
    tutors,
    weekly_hours,
)
from etude.core.tutors.store import load_tutors
from etude.matching import candidates, indexing, selection
from etude.matching.candidates import HORIZON, Match, Search, wanted_starts
from etude.matching.indexing import build_index, index_view
from etude.matching.ranking import fit, score, teaches
from etude.matching.tastes import Taste
from etude.matching.windows import Window
from etude.matching.wishes import Excluded, PriceLimit, WishedPlace, Wishes

T = TypeVar("T")

NOW = datetime(2027, 3, 20, 9, 10, tzinfo=UTC)  # the clocks change in Europe a week later
HALF_HOUR = timedelta(minutes=30)
ZONES = ("Europe/London", "Europe/Berlin", "Asia/Kathmandu", "America/New_York", "Pacific/Auckland")
SUBJECTS = ("piano", "keyboard-instruments", "violin", "maths")
GENRES, LEVELS, LANGUAGES = ("jazz", "classical"), ("children", "beginner"), ("en", "de", "es")
CURRENCIES = ("GBP", "GBP", "GBP", "EUR")


@dataclass(frozen=True)
class Drawn:
    """One tutor's rows."""

    row: dict[str, object]
    zone: str
    skills: tuple[tuple[str, str], ...]
    rates: tuple[tuple[str, int, int, str], ...]
    hours: tuple[tuple[int, int, int], ...]
    days: tuple[tuple[int, int | None, int | None], ...]
    taken: tuple[int, ...]


def _some(values: Sequence[str], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=2, unique=True).map(tuple)


@st.composite
def drawn_tutors(draw: st.DrawFn) -> Drawn:
    reviews = draw(st.sampled_from((0, 0, 1, 5, 40)))
    row: dict[str, object] = {
        "lat": 51.5 + draw(st.integers(-9, 9)) / 300,
        "lon": -0.14 + draw(st.integers(-9, 9)) / 200,
        "radius_m": draw(st.sampled_from((0, 2000, 6000))),
        "stars_total": reviews * draw(st.sampled_from((3, 4, 5))),
        "reviews_count": reviews,
        "lessons_taught": draw(st.sampled_from((0, 20, 400))),
        "requests_count": 12,
        "unanswered_count": draw(st.sampled_from((0, 0, 6))),
        "cancelled_count": draw(st.sampled_from((0, 0, 4))),
        "answers_within_minutes": draw(st.sampled_from((30, 600))),
        "notice_minutes": draw(st.sampled_from((0, 720, 4000))),
        "horizon_days": draw(st.sampled_from((5, 28))),
        "buffer_minutes": draw(st.sampled_from((0, 15))),
        "badge": draw(st.sampled_from((None, "checked"))),
        "years": draw(st.integers(0, 30)),
        "listed": draw(st.sampled_from((True, True, True, False))),
    }
    skills = (
        *(("subject", each) for each in draw(_some(SUBJECTS, 1))),
        *(("genre", each) for each in draw(_some(GENRES))),
        *(("level", each) for each in draw(_some(LEVELS))),
        *(("language", each) for each in draw(_some(LANGUAGES, 1))),
    )
    rates = draw(
        st.lists(
            st.tuples(
                st.sampled_from(("online", "tutor", "student")),
                st.sampled_from((30, 45, 60, 90)),
                st.integers(15, 60).map(lambda each: each * 100),
                st.sampled_from(CURRENCIES),
            ),
            max_size=4,
            unique_by=lambda rate: rate[:2],
        )
    )
    starts = st.sampled_from((0, 7 * 60, 9 * 60, 16 * 60 + 20, 17 * 60, 23 * 60))
    hours = draw(st.lists(st.tuples(st.integers(0, 6), starts, st.sampled_from((45, 90, 180))), max_size=3))
    days = draw(
        st.lists(
            st.one_of(
                st.tuples(st.integers(0, 20), st.none(), st.none()),
                st.tuples(st.integers(0, 20), st.just(600), st.just(720)),
            ),
            max_size=2,
            unique_by=lambda day: day[0],
        )
    )
    return Drawn(
        row=row,
        zone=draw(st.sampled_from(ZONES)),
        skills=skills,
        rates=tuple(rates),
        hours=tuple((weekday, start, start + length) for weekday, start, length in hours),
        days=tuple(days),
        taken=tuple(draw(st.lists(st.integers(0, 28 * 12), max_size=4, unique=True))),
    )


PLACE = WishedPlace(name="Camden", lat=51.5, lon=-0.14, zone="Europe/London", radius_m=4000)
WHERE: tuple[tuple[bool | None, str | None], ...] = (
    *((None, None), (None, None), (True, None), (False, None)),
    *((False, "student"), (False, "tutor")),
)
WINDOWS = (
    (),
    (Window(days=frozenset(range(5)), start=time(17)),),
    (Window(days=frozenset((5, 6)), end=time(12)), Window(days=frozenset((2,)), start=time(16, 20), end=time(16, 21))),
    (Window(dates=(date(2027, 3, 29), date(2027, 4, 2))),),
)


@st.composite
def drawn_wishes(draw: st.DrawFn) -> Wishes:
    limit = PriceLimit(
        amount=draw(st.integers(15, 60)) * 100,
        currency=draw(st.sampled_from((None, "GBP", "EUR"))),
        per=draw(st.sampled_from((None, "hour", "lesson"))),
        below=draw(st.booleans()),
    )
    softened = ("windows", "price_max", "place", "genres", "online", "at", "minutes")
    soft = draw(st.sets(st.sampled_from(softened), max_size=2))
    online, at = draw(st.sampled_from(WHERE))
    return Wishes(
        subjects=draw(_some(SUBJECTS)),  # type: ignore[arg-type]
        genres=draw(st.sampled_from(((), (), ("jazz",), ("jazz", "classical")))),
        languages=draw(st.sampled_from(((), ("en",), ("de", "es")))),
        place=draw(st.sampled_from((None, PLACE))),
        online=online,
        at=at,
        windows=draw(st.sampled_from(WINDOWS)),
        price_max=draw(st.sampled_from((None, limit))),
        learner_age=draw(st.sampled_from((None, 9))),
        minutes=draw(st.sampled_from((None, None, 45, 60))),
        rating_min=draw(st.sampled_from((None, None, 4.0))),
        badge=draw(st.sampled_from((None, None, True))),
        soft=frozenset(soft),
        not_=Excluded(
            subjects=draw(st.sampled_from(((), (), ("violin",)))),
            genres=draw(st.sampled_from(((), ("classical",)))),
            weekdays=draw(st.sampled_from((frozenset(), frozenset((1,))))),
        ),
    )


def name_of(number: int) -> PersonId:
    return PersonId(f"per_{number:03}")


def settle(conn: Connection, town: Sequence[Drawn]) -> None:
    """These tutors and nobody else."""
    for table in (blocks, lessons, learners, day_hours, weekly_hours, tutor_rates, tutor_skills, tutors, people):
        conn.execute(delete(table))
    for number, drawn in enumerate(town):
        move_in(conn, number, drawn)


def move_in(conn: Connection, number: int, drawn: Drawn) -> None:
    """One more tutor."""
    tutor = name_of(number)
    conn.execute(insert(people).values(id=tutor, name=f"Tutor {number}", zone=drawn.zone, created_at=NOW))
    words = {"slug": tutor, "headline": "Lessons", "bio": "Lessons.", "created_at": NOW}
    conn.execute(insert(tutors).values(person_id=tutor, **words, **drawn.row))
    for kind, value in drawn.skills:
        conn.execute(insert(tutor_skills).values(tutor_id=tutor, kind=kind, value=value))
    for format, minutes, amount, currency in drawn.rates:
        rate = {"format": format, "minutes": minutes, "amount": amount, "currency": currency}
        conn.execute(insert(tutor_rates).values(tutor_id=tutor, **rate))
    for weekday, start, end in drawn.hours:
        hours = {"weekday": weekday, "start_minute": start, "end_minute": end}
        conn.execute(insert(weekly_hours).values(tutor_id=tutor, **hours))
    for ahead, opens, closes in drawn.days:
        day = NOW.date() + timedelta(days=ahead)
        conn.execute(insert(day_hours).values(tutor_id=tutor, day=day, start_minute=opens, end_minute=closes))
    if drawn.taken:
        _book(conn, tutor, drawn.taken)


def _book(conn: Connection, tutor: PersonId, taken: Sequence[int]) -> None:
    """Two hours each, counted from now on."""
    conn.execute(insert(learners).values(id=f"lea_{tutor}", name="Ben", guardian_id=tutor, created_at=NOW))
    lesson = {"id": f"les_{tutor}", "tutor_id": tutor, "student_id": tutor, "learner_id": f"lea_{tutor}"}
    terms = {"subject": "piano", "format": "online", "status": "confirmed", "price": 1, "fee": 0, "currency": "GBP"}
    ends = {"cancel_hours": 24, "late_refund_percent": 50, "created_at": NOW, "updated_at": NOW}
    start = NOW.replace(minute=0)
    conn.execute(insert(lessons).values(**lesson, **terms, **ends, starts_at=start, ends_at=start + HALF_HOUR))
    for each in taken:
        begins = start + each * timedelta(hours=2)
        block = {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}
        conn.execute(insert(blocks).values(owner_id=tutor, lesson_id=f"les_{tutor}", **block))


def look_at_everybody(
    conn: Connection, wishes: Wishes, zone: str, taste: Taste
) -> list[tuple[PersonId, dict[str, float]]]:
    """Every tutor who fits, the best first, without any index."""
    ids = [PersonId(row) for row in conn.execute(tutors.select().with_only_columns(tutors.c.person_id)).scalars()]
    wanted, window = wanted_starts(wishes, zone), Interval(NOW, NOW + HORIZON)
    found = []
    for tutor in load_tutors(conn, ids):
        fits = fit(tutor, wishes) if tutor.listed and teaches(tutor, wishes) else None
        if fits is None:
            continue
        times = next_openings(conn, [tutor.id], NOW, fits.rate.minutes, window, wanted, 1)[tutor.id]
        if not times and "windows" in wishes.soft:
            times = next_openings(conn, [tutor.id], NOW, fits.rate.minutes, window, None, 1)[tutor.id]
        if times:
            found.append((tutor.id, score(fits, wishes, times[0], NOW, taste)))
    return sorted(found, key=lambda each: (-sum(each[1].values()), each[0]))


TASTES = (
    Taste(),
    Taste({"price": 2.0, "soon": 0.5, "distance": 1.7}, {name_of(3): {"favourite": 0.3}, name_of(1): {"passed": -0.1}}),
)
CHANGES: tuple[Callable[[Connection], object], ...] = (
    lambda conn: conn.execute(update(tutors).where(tutors.c.person_id == name_of(0)).values(listed=False)),
    lambda conn: conn.execute(update(tutors).where(tutors.c.person_id == name_of(1)).values(stars_total=5)),
    lambda conn: conn.execute(update(tutor_rates).where(tutor_rates.c.tutor_id == name_of(2)).values(amount=1700)),
    lambda conn: conn.execute(delete(tutor_skills).where(tutor_skills.c.tutor_id == name_of(3))),
    lambda conn: conn.execute(
        insert(weekly_hours).values(tutor_id=name_of(1), weekday=2, start_minute=990, end_minute=1100)
    ),
    lambda conn: conn.execute(update(people).where(people.c.id == name_of(2)).values(zone="Asia/Tokyo")),
)
# Drawn wishes rarely say whose place it is to be at.
ALWAYS = (Wishes(online=True), Wishes(online=False, at="tutor"), Wishes(online=False, at="student"))
TOWNS = st.lists(drawn_tutors(), min_size=8, max_size=18)


class Town:
    """A database in which many towns are built, one after the other."""

    def __init__(self, url: str, runner: asyncio.Runner) -> None:
        self._runner = runner
        self.database: Database = open_database(url)

    def write(self, work: Callable[[Connection], T]) -> T:
        return self._runner.run(self.database.write(work))

    def read(self, work: Callable[[Connection], T]) -> T:
        return self._runner.run(self.database.read(work))


@pytest.fixture
def town(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """The index has to stop early even among a few tutors."""
    monkeypatch.setattr(candidates, "COUNTED", 0)
    monkeypatch.setattr(selection, "CHUNK", 4)
    monkeypatch.setattr(selection, "BATCH", 2)
    with asyncio.Runner() as runner:
        found = Town(database_url, runner)
        yield found
        runner.run(found.database.close())


@settings(
    max_examples=30,
    # A town that fails is small enough already.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=TOWNS, wishes=st.lists(drawn_wishes(), min_size=6, max_size=6), changed=st.sets(st.integers(0, 5)))
def test_the_index_finds_whom_looking_at_everybody_finds(
    town: Town, drawn: list[Drawn], wishes: list[Wishes], changed: set[int]
) -> None:
    town.write(lambda conn: settle(conn, drawn))
    indexing._KEPT.clear()
    town.read(build_index)
    for wish in (*ALWAYS, *wishes[:3]):
        town.read(lambda conn, wish=wish: same_as_everybody(conn, wish))
    for number in sorted(changed):
        town.write(CHANGES[number])
    for wish in (*ALWAYS, *wishes[3:]):
        town.read(lambda conn, wish=wish: same_as_everybody(conn, wish))


def same_as_everybody(conn: Connection, wishes: Wishes) -> None:
    assert index_view(conn) is not None
    for taste in TASTES:
        expected = look_at_everybody(conn, wishes, "Europe/London", taste)
        for count in (1, 3, 20):
            best = Search(conn, NOW, "Europe/London", "en", taste).best(wishes, count)
            found = [(match.tutor, dict(match.parts)) for match in best.matches]
            assert found == expected[:count], wishes
            assert where_is_right(conn, best.matches, wishes), wishes
            assert best.total >= len(expected)
        assert best.total == len(expected)
        by_sql = Search(conn, NOW, "Europe/London", "en", taste)
        by_sql._view = None
        assert [(match.tutor, dict(match.parts)) for match in by_sql.best(wishes, 20).matches] == expected[:20], wishes


def where_is_right(conn: Connection, matches: Sequence[Match], wishes: Wishes) -> bool:
    """Whether each lesson is at the place that was wished for, and whoever is to come travels as far."""
    if wishes.at is None or "at" in wishes.soft:
        return True
    travels = {tutor.id: tutor.radius_m for tutor in load_tutors(conn, [match.tutor for match in matches])}
    at_home = wishes.at == "student" and wishes.place is not None
    return all(
        match.format == wishes.at
        and not (at_home and (match.distance is None or match.distance > travels[match.tutor]))
        for match in matches
    )
