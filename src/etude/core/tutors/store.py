"""Tutors in the database."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from etude.core.errors import NotYoursError
from etude.core.ids import MediaId, PersonId
from etude.core.money import Money
from etude.core.statements import Statement
from etude.core.tables import (
    lessons,
    media,
    people,
    qualifications,
    reviews,
    tutor_rates,
    tutor_skills,
    tutors,
)
from etude.core.tutors.kept import KeptOfTutors
from etude.core.tutors.model import LEARNERS, Policy, Qualification, Rate, Review, Sample, Tutor

_IS_TUTOR = Statement(select(tutors.c.person_id).where(tutors.c.person_id == bindparam("id"), ~tutors.c.draft))


def load_tutor(conn: Connection, tutor_id: PersonId) -> Tutor:
    """One tutor; raises NotYoursError when there is none."""
    found = load_tutors(conn, [tutor_id])
    if not found:
        raise NotYoursError
    return found[0]


def find_tutor(conn: Connection, slug: str) -> Tutor | None:
    """The tutor whose public page has this name."""
    row = conn.execute(select(tutors.c.person_id).where(tutors.c.slug == slug, tutors.c.listed)).first()
    return load_tutor(conn, row.person_id) if row else None


def is_tutor(conn: Connection, person_id: PersonId) -> bool:
    """Whether this person teaches here; with a profile that was never published they do not yet."""
    return _IS_TUTOR.first(conn, id=person_id) is not None


def tutor_last_booked(conn: Connection) -> PersonId | None:
    """The tutor of the newest booking; None before the first."""
    newest = select(lessons.c.tutor_id).order_by(lessons.c.created_at.desc(), lessons.c.id).limit(1)
    found = conn.execute(newest).scalar()
    return PersonId(found) if found else None


def booked_tutors(conn: Connection) -> list[PersonId]:
    """All who were booked, whoever was booked last first."""
    newest = select(lessons.c.tutor_id).group_by(lessons.c.tutor_id)
    rows = conn.execute(newest.order_by(func.max(lessons.c.created_at).desc(), lessons.c.tutor_id))
    return [PersonId(row.tutor_id) for row in rows]


def first_tutor_name(conn: Connection) -> str | None:
    """The full name of a tutor: the first in the alphabet."""
    named = select(people.c.name).join(tutors, people.c.id == tutors.c.person_id).where(tutors.c.listed)
    return conn.execute(named.order_by(people.c.name).limit(1)).scalar()


def load_tutors(conn: Connection, tutor_ids: Sequence[PersonId]) -> list[Tutor]:
    """Tutors in the order of their ids, strangers left out; what is kept in this process is not loaded again."""
    return list(_KEPT.get(conn, tutor_ids).values())


def _load(conn: Connection, tutor_ids: Sequence[PersonId]) -> dict[PersonId, Tutor]:
    """In four statements however many there are."""
    skills, rates, samples = _skills(conn, tutor_ids), _rates(conn, tutor_ids), _samples(conn, tutor_ids)
    joined = select(tutors, people.c.name, people.c.zone).join(people, people.c.id == tutors.c.person_id)
    rows = {row.person_id: row for row in conn.execute(joined.where(tutors.c.person_id.in_(tutor_ids)))}
    return {i: _tutor(rows[i], skills[i], rates[i], samples[i]) for i in tutor_ids if i in rows}


def load_qualifications(conn: Connection, tutor_id: PersonId) -> list[Qualification]:
    """What a tutor has learnt and where, in the order they told it."""
    found = select(qualifications).where(qualifications.c.tutor_id == tutor_id).order_by(qualifications.c.id)
    return [Qualification(row.title, row.issuer, row.year) for row in conn.execute(found)]


def load_reviews(conn: Connection, tutor_id: PersonId, limit: int = 3) -> list[Review]:
    """The newest reviews that say more than stars."""
    told = (reviews.c.tutor_id == tutor_id) & (reviews.c.words != "")
    found = select(reviews).where(told).order_by(reviews.c.created_at.desc()).limit(limit)
    return [Review(row.author, row.stars, row.words, row.reply, row.created_at) for row in conn.execute(found)]


def find_sample(conn: Connection, media_id: MediaId) -> Sample | None:
    """A picture, sound or film by its id."""
    row = conn.execute(select(media).where(media.c.id == media_id)).first()
    return Sample(row.id, row.kind, row.title, row.path, row.mime, row.seconds) if row else None


def _skills(conn: Connection, ids: Sequence[PersonId]) -> defaultdict[str, defaultdict[str, list[str]]]:
    found: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = select(tutor_skills).where(tutor_skills.c.tutor_id.in_(ids)).order_by(tutor_skills.c.value)
    for row in conn.execute(rows):
        found[row.tutor_id][row.kind].append(row.value)
    return found


def _rates(conn: Connection, ids: Sequence[PersonId]) -> defaultdict[str, list[Rate]]:
    found: defaultdict[str, list[Rate]] = defaultdict(list)
    rows = select(tutor_rates).where(tutor_rates.c.tutor_id.in_(ids)).order_by(tutor_rates.c.minutes)
    for row in conn.execute(rows):
        found[row.tutor_id].append(Rate(row.format, row.minutes, Money(row.amount, row.currency)))
    return found


def _samples(conn: Connection, ids: Sequence[PersonId]) -> defaultdict[str, list[Sample]]:
    found: defaultdict[str, list[Sample]] = defaultdict(list)
    for row in conn.execute(select(media).where(media.c.tutor_id.in_(ids)).order_by(media.c.id)):
        found[row.tutor_id].append(Sample(row.id, row.kind, row.title, row.path, row.mime, row.seconds))
    return found


def _tutor(row: Row[Any], skills: dict[str, list[str]], rates: list[Rate], samples: list[Sample]) -> Tutor:
    return Tutor(
        id=row.person_id,
        name=row.name or "",
        zone=row.zone,
        slug=row.slug,
        headline=row.headline,
        bio=row.bio,
        years=row.years,
        instant_book=row.instant_book,
        place=row.place,
        city=row.city,
        lat=row.lat,
        lon=row.lon,
        radius_m=row.radius_m,
        policy=Policy(row.cancel_hours, row.late_refund_percent),
        answers_within=timedelta(minutes=row.answers_within_minutes),
        stars_total=row.stars_total,
        reviews_count=row.reviews_count,
        lessons_taught=row.lessons_taught,
        requests_count=row.requests_count,
        unanswered_count=row.unanswered_count,
        cancelled_count=row.cancelled_count,
        badge=row.badge,
        listed=row.listed,
        draft=row.draft,
        subjects=tuple(skills["subject"]),
        genres=tuple(skills["genre"]),
        levels=tuple(skills["level"]),
        languages=tuple(skills["language"]),
        learners=tuple(each for each in LEARNERS if each in skills["learner"]),
        rates=tuple(rates),
        samples=tuple(samples),
    )


_KEPT = KeptOfTutors(_load)
