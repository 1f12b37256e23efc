"""What the seeds say, as rows of the tables. Times count back from `now`, days from today in the tutor's zone."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table

from etude.core import tables
from etude.core.ids import PersonId
from etude.core.tutors.names import name_parts
from etude.testing.seeds import people
from etude.testing.seeds.identity import seeded_id
from etude.testing.seeds.people import Child, Person
from etude.testing.seeds.profile import Sample, Tutor
from etude.testing.seeds.samples import MIMES

Row = dict[str, Any]


def tutor_id(tutor: Tutor) -> PersonId:
    """The tutor's account; the same as of the person who is named so."""
    return PersonId(seeded_id("per", tutor.slug))


def named_people_rows(now: datetime) -> list[Row]:
    """The accounts of everyone with a name in the tests, guardians before their minors."""
    ordered = sorted(people.EVERYONE, key=lambda person: person.guardian is not None)
    return [_person(person, now) for person in ordered]


def _person(person: Person, now: datetime) -> Row:
    return {
        "id": person.id,
        "name": person.name,
        "locale": person.locale,
        "zone": person.zone,
        "email": person.email,
        "adult": person.age >= 18,
        "guardian_id": person.guardian.id if person.guardian else None,
        "operator": person.operator,
        "created_at": now - timedelta(days=700),
    }


def crowd_people_rows(tutors: Sequence[Tutor], now: datetime) -> list[Row]:
    """The accounts of the other tutors."""
    named = {person.slug for person in people.EVERYONE}
    return [
        {
            "id": tutor_id(tutor),
            "name": tutor.name,
            "locale": tutor.locale,
            "zone": tutor.zone,
            "email": f"{tutor.slug}@etude.example",
            "adult": True,
            "guardian_id": None,
            "operator": False,
            "created_at": now - timedelta(days=tutor.since_days),
        }
        for tutor in tutors
        if tutor.slug not in named
    ]


def learner_rows(now: datetime) -> list[Row]:
    """Who learns: students under their own account, and children under their guardian."""
    own = [(person, person.guardian or person) for person in people.STUDENTS if person.learns]
    rows = [_learner(person.learner_id, person, guardian, person.id, now) for person, guardian in own]
    return rows + [_learner(child.id, child, child.guardian, None, now) for child in people.CHILDREN]


def _learner(id_: str, who: Person | Child, guardian: Person, account: str | None, now: datetime) -> Row:
    return {
        "id": id_,
        "name": who.name,
        "guardian_id": guardian.id,
        "person_id": account,
        "born_year": now.year - who.age,
        "created_at": now - timedelta(days=90),
    }


def tutor_row(tutor: Tutor, now: datetime) -> Row:
    """The profile, with the rating that the reviews add up to."""
    place, policy = tutor.place, tutor.policy
    return {
        "person_id": tutor_id(tutor),
        "slug": tutor.slug,
        "headline": tutor.headline,
        "bio": tutor.bio,
        "years": tutor.years,
        "instant_book": policy.instant_book,
        "online": tutor.online,
        "place": place.district if place else None,
        "city": place.city if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "radius_m": place.radius_m if place else 0,
        "notice_minutes": policy.notice_minutes,
        "horizon_days": policy.horizon_days,
        "buffer_minutes": policy.buffer_minutes,
        "cancel_hours": policy.cancel_hours,
        "late_refund_percent": policy.late_refund_percent,
        "answers_within_minutes": policy.answers_within_minutes,
        "stars_total": sum(opinion.stars for opinion in tutor.opinions),
        "reviews_count": len(tutor.opinions),
        "lessons_taught": tutor.taught,
        "badge": tutor.badge,
        "created_at": now - timedelta(days=tutor.since_days),
    }


def detail_rows(tutors: Sequence[Tutor], now: datetime) -> Iterable[tuple[Table, list[Row]]]:
    """Everything that belongs to a tutor, table by table."""
    for table, rows_of in (
        (tables.tutor_skills, _skills),
        (tables.tutor_names, _names),
        (tables.tutor_rates, _rates),
        (tables.weekly_hours, _hours),
        (tables.qualifications, _qualifications),
        (tables.day_hours, _days),
        (tables.reviews, _reviews),
        (tables.media, _media),
    ):
        yield table, [{"tutor_id": tutor_id(tutor), **row} for tutor in tutors for row in rows_of(tutor, now)]


def _skills(tutor: Tutor, _now: datetime) -> list[Row]:
    kinds = (
        ("subject", tutor.subjects),
        ("genre", tutor.genres),
        ("level", tutor.levels),
        ("language", tutor.languages),
    )
    return [{"kind": kind, "value": value} for kind, values in kinds for value in values]


def _names(tutor: Tutor, _now: datetime) -> list[Row]:
    return [{"part": part} for part in name_parts(tutor.name)]


def _rates(tutor: Tutor, _now: datetime) -> list[Row]:
    return [
        {"format": rate.format, "minutes": rate.minutes, "amount": rate.amount, "currency": rate.currency}
        for rate in tutor.rates
    ]


def _hours(tutor: Tutor, _now: datetime) -> list[Row]:
    return [{"weekday": hours.weekday, "start_minute": hours.start, "end_minute": hours.end} for hours in tutor.hours]


def _days(tutor: Tutor, now: datetime) -> list[Row]:
    today = now.astimezone(ZoneInfo(tutor.zone)).date()
    return [
        {"day": today + timedelta(days=day.ahead), "start_minute": day.start, "end_minute": day.end}
        for day in tutor.days
    ]


def _qualifications(tutor: Tutor, now: datetime) -> list[Row]:
    return [
        {
            "title": held.title,
            "issuer": held.issuer,
            "year": None if held.years_ago is None else now.year - held.years_ago,
        }
        for held in tutor.credentials
    ]


def _reviews(tutor: Tutor, now: datetime) -> list[Row]:
    return [
        {
            "id": seeded_id("rev", f"{tutor.slug}/{number}"),
            "lesson_id": None,
            "author": opinion.author,
            "stars": opinion.stars,
            "words": opinion.words,
            "reply": opinion.reply,
            "created_at": now - timedelta(days=opinion.days_ago, minutes=37 * number % 600),
        }
        for number, opinion in enumerate(tutor.opinions)
    ]


def _media(tutor: Tutor, _now: datetime) -> list[Row]:
    return [_medium(tutor, sample) for sample in tutor.samples]


def _medium(tutor: Tutor, sample: Sample) -> Row:
    return {
        "id": seeded_id("med", f"{tutor.slug}/{sample.path}"),
        "kind": sample.kind,
        "title": sample.title,
        "path": sample.path,
        "mime": MIMES[f".{sample.path.rsplit('.', 1)[1]}"],
        "seconds": sample.seconds,
    }
