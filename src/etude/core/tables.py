"""The tables of the domain. Conversations, payments and calendars keep theirs beside their own `store.py`."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from etude.core.database import UtcDateTime, metadata

Json = JSON().with_variant(JSONB(), "postgresql")


def _person(name: str = "person_id", **options: object) -> Column[str]:
    return Column(name, String, ForeignKey("people.id"), **options)  # type: ignore[arg-type]


people = Table(
    "people",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String),
    Column("locale", String, nullable=False, default="en"),
    Column("zone", String, nullable=False, default="UTC"),
    Column("email", String),
    Column("adult", Boolean),
    _person("guardian_id"),
    Column("operator", Boolean, nullable=False, default=False),
    Column("preferences", Json, nullable=False, default=dict),
    Column("feed_version", Integer, nullable=False, default=1),
    Column("created_at", UtcDateTime, nullable=False),
)

learners = Table(
    "learners",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    _person("guardian_id", nullable=False),
    _person("person_id"),
    Column("born_year", Integer),
    # The level that was asked for last, an id of the taxonomy.
    Column("level", String),
    Column("created_at", UtcDateTime, nullable=False),
    # Taken off their guardian's list; past lessons still name them.
    Column("removed_at", UtcDateTime),
    Index("ix_learners_guardian", "guardian_id"),
)

tutors = Table(
    "tutors",
    metadata,
    _person(primary_key=True),
    Column("slug", String, nullable=False, unique=True),
    Column("headline", String, nullable=False),
    Column("bio", Text, nullable=False),
    Column("years", Integer, nullable=False, default=0),
    Column("instant_book", Boolean, nullable=False, default=False),
    Column("online", Boolean, nullable=False, default=True),
    Column("place", String),
    Column("city", String),
    Column("lat", Float),
    Column("lon", Float),
    Column("radius_m", Integer, nullable=False, default=0),
    Column("notice_minutes", Integer, nullable=False, default=720),
    Column("horizon_days", Integer, nullable=False, default=28),
    Column("buffer_minutes", Integer, nullable=False, default=0),
    Column("cancel_hours", Integer, nullable=False, default=24),
    Column("late_refund_percent", Integer, nullable=False, default=50),
    Column("answers_within_minutes", Integer, nullable=False, default=240),
    Column("stars_total", Integer, nullable=False, default=0),
    Column("reviews_count", Integer, nullable=False, default=0),
    Column("lessons_taught", Integer, nullable=False, default=0),
    Column("badge", String),
    Column("listed", Boolean, nullable=False, default=True),
    # Being filled in, and never published so far: known to nobody but whom it is about.
    Column("draft", Boolean, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    # The database renews it whenever anything about the tutor changes, in this table or in those that belong to it.
    Column("version", BigInteger, nullable=False, server_default="0"),
    # It grows with every such change, so that whoever keeps an index of tutors can ask who has changed.
    Column("changed", BigInteger, nullable=False, server_default="0"),
    # How tutors keep their word: requests they got, those they let lapse, lessons they cancelled.
    Column("requests_count", Integer, nullable=False, server_default="0"),
    Column("unanswered_count", Integer, nullable=False, server_default="0"),
    Column("cancelled_count", Integer, nullable=False, server_default="0"),
    Index("ix_tutors_changed", "changed"),
)

# kind: subject, genre, level or language, and value an id of the taxonomy; or learner, with whom the tutor teaches.
tutor_skills = Table(
    "tutor_skills",
    metadata,
    _person("tutor_id", primary_key=True),
    Column("kind", String, primary_key=True),
    Column("value", String, primary_key=True),
    Index("ix_tutor_skills_kind_value", "kind", "value"),
)

# part: a first name, a surname or another part of a tutor's name, folded by `name_parts`.
tutor_names = Table(
    "tutor_names",
    metadata,
    Column("part", String, primary_key=True),
    _person("tutor_id", primary_key=True),
)

# format: online, tutor (at the tutor's place) or student (at the student's).
tutor_rates = Table(
    "tutor_rates",
    metadata,
    _person("tutor_id", primary_key=True),
    Column("format", String, primary_key=True),
    Column("minutes", Integer, primary_key=True),
    Column("amount", Integer, nullable=False),
    Column("currency", String, nullable=False),
)

# What a tutor's lessons will cost from `starts_on` on: all of their rates as they will be then.
coming_rates = Table(
    "coming_rates",
    metadata,
    _person("tutor_id", primary_key=True),
    Column("format", String, primary_key=True),
    Column("minutes", Integer, primary_key=True),
    Column("amount", Integer, nullable=False),
    Column("currency", String, nullable=False),
    Column("starts_on", Date, nullable=False),
)

# weekday: 0 is Monday; minutes since midnight on the tutor's wall clock; an end beyond 1440 runs over midnight.
weekly_hours = Table(
    "weekly_hours",
    metadata,
    Column("id", Integer, primary_key=True),
    _person("tutor_id", nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("start_minute", Integer, nullable=False),
    Column("end_minute", Integer, nullable=False),
    Index("ix_weekly_hours_tutor", "tutor_id"),
)

# A row for a day replaces the weekday's hours: without minutes the whole day is off, with them these hours are free.
day_hours = Table(
    "day_hours",
    metadata,
    Column("id", Integer, primary_key=True),
    _person("tutor_id", nullable=False),
    Column("day", Date, nullable=False),
    Column("start_minute", Integer),
    Column("end_minute", Integer),
    Index("ix_day_hours_tutor_day", "tutor_id", "day"),
)

qualifications = Table(
    "qualifications",
    metadata,
    Column("id", Integer, primary_key=True),
    _person("tutor_id", nullable=False),
    Column("title", String, nullable=False),
    Column("issuer", String, nullable=False),
    Column("year", Integer),
    Index("ix_qualifications_tutor", "tutor_id"),
)

# kind: photo, audio or video; path: within the file store.
media = Table(
    "media",
    metadata,
    Column("id", String, primary_key=True),
    _person("tutor_id", nullable=False),
    Column("kind", String, nullable=False),
    Column("title", String, nullable=False),
    Column("path", String, nullable=False),
    Column("mime", String, nullable=False),
    Column("seconds", Integer),
    Index("ix_media_tutor", "tutor_id"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", String, primary_key=True),
    _person("tutor_id", nullable=False),
    Column("lesson_id", String, ForeignKey("lessons.id"), unique=True),
    Column("author", String, nullable=False),
    Column("stars", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("reply", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_reviews_tutor", "tutor_id", "created_at"),
)

favourites = Table(
    "favourites",
    metadata,
    _person(primary_key=True),
    _person("tutor_id", primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
)

# A question to a tutor before a booking: who asked whom and when, never what.
questions = Table(
    "questions",
    metadata,
    Column("id", String, primary_key=True),
    _person("student_id", nullable=False),
    _person("tutor_id", nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    Index("ix_questions_student", "student_id", "tutor_id"),
)

lessons = Table(
    "lessons",
    metadata,
    Column("id", String, primary_key=True),
    _person("tutor_id", nullable=False),
    _person("student_id", nullable=False),
    Column("learner_id", String, ForeignKey("learners.id"), nullable=False),
    Column("subject", String, nullable=False),
    Column("format", String, nullable=False),
    Column("place", String),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("status", String, nullable=False),
    Column("price", Integer, nullable=False),
    Column("fee", Integer, nullable=False),
    Column("currency", String, nullable=False),
    Column("cancel_hours", Integer, nullable=False),
    Column("late_refund_percent", Integer, nullable=False),
    Column("deadline", UtcDateTime),
    Column("proposed", Json, nullable=False, default=list),
    _person("proposed_by"),
    Column("reason", Text),
    Column("refund", Integer),
    Column("sequence", Integer, nullable=False, default=0),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_lessons_tutor_starts", "tutor_id", "starts_at"),
    Index("ix_lessons_student_starts", "student_id", "starts_at"),
)

lesson_log = Table(
    "lesson_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lesson_id", String, ForeignKey("lessons.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("transition", String, nullable=False),
    Column("from_status", String),
    Column("to_status", String, nullable=False),
    _person("actor_id"),
    Index("ix_lesson_log_lesson", "lesson_id"),
)

# Taken time. The database itself refuses two that overlap for one owner: an exclusion constraint on PostgreSQL, a
# trigger on SQLite (both in the first migration).
blocks = Table(
    "blocks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("owner_id", String, nullable=False),
    Column("lesson_id", String, ForeignKey("lessons.id"), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Index("ix_blocks_owner_starts", "owner_id", "starts_at"),
    Index("ix_blocks_lesson", "lesson_id"),
)

# Everything that has to happen later or outside: timers, vendor calls, outgoing messages. Within a lane, one at a time
# and in order; `key` makes a second request for the same thing the same row.
jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("key", String, nullable=False, unique=True),
    Column("lane", String, nullable=False),
    Column("payload", Json, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("leased_until", UtcDateTime),
    Column("leased_by", String),
    Column("done_at", UtcDateTime),
    Column("stuck_at", UtcDateTime),
    Column("trouble", Text),
    Index("ix_jobs_lane", "lane", "done_at", "id"),
    Index("ix_jobs_open", "done_at", "due_at"),
)

# Small facts about this installation, such as how far the demo's clock was moved.
notes = Table("notes", metadata, Column("key", String, primary_key=True), Column("value", Json, nullable=False))

tickets = Table(
    "tickets",
    metadata,
    Column("id", String, primary_key=True),
    _person(nullable=False),
    Column("turns", Json, nullable=False),
    Column("state", String, nullable=False, default="open"),
    Column("urgent", Boolean, nullable=False, server_default="0"),
    # Where operators talk about it, such as a topic of their group: its number.
    Column("topic", String),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_tickets_person", "person_id", "state"),
    Index("ix_tickets_topic", "topic", unique=True),
)

# Single-use codes that link a channel, bring in a guardian or open a flow; only the digest is stored.
codes = Table(
    "codes",
    metadata,
    Column("digest", String, primary_key=True),
    Column("purpose", String, nullable=False),
    _person(nullable=False),
    Column("payload", Json, nullable=False, default=dict),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)
