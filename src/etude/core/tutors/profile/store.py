"""What tutors say of themselves, written into the database, which gives them a new version by itself."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from etude.core.ids import MediaId, PersonId, new_id
from etude.core.money import Money
from etude.core.people.store import change_person
from etude.core.tables import (
    coming_rates,
    media,
    qualifications,
    tutor_names,
    tutor_rates,
    tutor_skills,
    tutors,
    weekly_hours,
)
from etude.core.tutors.model import Rate, Sample
from etude.core.tutors.names import name_parts


def begin_profile(conn: Connection, now: datetime, person: PersonId) -> None:
    """An empty profile that nobody else sees, unless there is one already."""
    if has_profile(conn, person):
        return
    words = {"slug": person, "headline": "", "bio": ""}
    conn.execute(insert(tutors).values(person_id=person, draft=True, listed=False, created_at=now, **words))


def has_profile(conn: Connection, person: PersonId) -> bool:
    """Whether they teach here, or have begun to say what they would."""
    return conn.execute(select(tutors.c.person_id).where(tutors.c.person_id == person)).first() is not None


def has_hours(conn: Connection, tutor: PersonId) -> bool:
    """Whether they have hours of every week."""
    return conn.execute(select(weekly_hours.c.id).where(weekly_hours.c.tutor_id == tutor).limit(1)).first() is not None


def is_slug_free(conn: Connection, slug: str, tutor: PersonId) -> bool:
    """Whether nobody else's page is called so."""
    found = select(tutors.c.person_id).where(tutors.c.slug == slug, tutors.c.person_id != tutor)
    return conn.execute(found).first() is None


def change_tutor(conn: Connection, tutor: PersonId, **values: object) -> None:
    """Set columns of the profile such as headline, bio, years, place, radius_m, listed, draft or slug."""
    conn.execute(update(tutors).where(tutors.c.person_id == tutor).values(**values))


def set_name(conn: Connection, tutor: PersonId, name: str) -> None:
    """What they are called, and by which parts of it they are found."""
    change_person(conn, tutor, name=name)
    conn.execute(delete(tutor_names).where(tutor_names.c.tutor_id == tutor))
    parts = name_parts(name)
    if parts:
        conn.execute(insert(tutor_names), [{"part": part, "tutor_id": tutor} for part in parts])


def set_skills(conn: Connection, tutor: PersonId, kind: str, values: Sequence[str]) -> None:
    """All of one kind: subject, genre, level, language or learner."""
    conn.execute(delete(tutor_skills).where(tutor_skills.c.tutor_id == tutor, tutor_skills.c.kind == kind))
    rows = [{"tutor_id": tutor, "kind": kind, "value": value} for value in dict.fromkeys(values)]
    if rows:
        conn.execute(insert(tutor_skills), rows)


def set_rates(conn: Connection, tutor: PersonId, rates: Sequence[Rate]) -> None:
    """What lessons cost from now on; whoever has asked for one keeps its price."""
    conn.execute(delete(tutor_rates).where(tutor_rates.c.tutor_id == tutor))
    if rates:
        conn.execute(insert(tutor_rates), [{"tutor_id": tutor, **_columns(rate)} for rate in rates])


def set_coming_rates(conn: Connection, tutor: PersonId, rates: Sequence[Rate], starts_on: date) -> None:
    """What lessons will cost from a day on, instead of what was to come before; without rates nothing is."""
    conn.execute(delete(coming_rates).where(coming_rates.c.tutor_id == tutor))
    if rates:
        rows = [{"tutor_id": tutor, "starts_on": starts_on, **_columns(rate)} for rate in rates]
        conn.execute(insert(coming_rates), rows)


def load_coming_rates(conn: Connection, tutor: PersonId) -> tuple[date, tuple[Rate, ...]] | None:
    """From which day on lessons will cost what; None where nothing is to change."""
    found = select(coming_rates).where(coming_rates.c.tutor_id == tutor).order_by(coming_rates.c.minutes)
    rows = conn.execute(found).all()
    rates = tuple(Rate(row.format, row.minutes, Money(row.amount, row.currency)) for row in rows)
    return (rows[0].starts_on, rates) if rows else None


def set_qualifications(conn: Connection, tutor: PersonId, titles: Sequence[str]) -> None:
    """What they have learnt, in their own words."""
    conn.execute(delete(qualifications).where(qualifications.c.tutor_id == tutor))
    if titles:
        rows = [{"tutor_id": tutor, "title": title, "issuer": "", "year": None} for title in titles]
        conn.execute(insert(qualifications), rows)


def count_samples(conn: Connection, tutor: PersonId) -> int:
    """How many sounds and films there are of them."""
    found = select(func.count()).select_from(media).where(media.c.tutor_id == tutor, media.c.kind != "photo")
    return conn.execute(found).scalar_one()


def add_sample(conn: Connection, tutor: PersonId, sample: Sample) -> None:
    """A sound or a film beside the others; a photo takes the place of the one before."""
    if sample.kind == "photo":
        conn.execute(delete(media).where(media.c.tutor_id == tutor, media.c.kind == "photo"))
    facts = {"title": sample.title, "path": sample.path, "mime": sample.mime, "seconds": sample.seconds}
    conn.execute(insert(media).values(id=sample.id, tutor_id=tutor, kind=sample.kind, **facts))


def remove_samples(conn: Connection, tutor: PersonId) -> None:
    """No picture, sound or film of theirs is shown any more."""
    conn.execute(delete(media).where(media.c.tutor_id == tutor))


def new_media_id() -> MediaId:
    return MediaId(new_id("med"))


def _columns(rate: Rate) -> dict[str, object]:
    price = rate.price
    return {"format": rate.format, "minutes": rate.minutes, "amount": price.amount, "currency": price.currency}
