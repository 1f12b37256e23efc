"""Everything there is, and the rule that nobody's time is taken twice."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

Json = sa.JSON().with_variant(JSONB(), "postgresql")
Time = sa.DateTime(timezone=True)
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# --- tables
sa.Table(
    "addresses",
    metadata,
    sa.Column("channel", sa.String, primary_key=True),
    sa.Column("address", sa.String, primary_key=True),
    sa.Column("person_id", sa.String, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("blocked_at", Time),
    sa.Column("used_at", Time, nullable=False),
    sa.Index("ix_addresses_person", "person_id"),
)
sa.Table(
    "blocks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("owner_id", sa.String, nullable=False),
    sa.Column("lesson_id", sa.String, sa.ForeignKey("lessons.id"), nullable=False),
    sa.Column("starts_at", Time, nullable=False),
    sa.Column("ends_at", Time, nullable=False),
    sa.Index("ix_blocks_lesson", "lesson_id"),
    sa.Index("ix_blocks_owner_starts", "owner_id", "starts_at"),
)
sa.Table(
    "codes",
    metadata,
    sa.Column("digest", sa.String, primary_key=True),
    sa.Column("purpose", sa.String, nullable=False),
    sa.Column("person_id", sa.String, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("payload", Json, nullable=False),
    sa.Column("expires_at", Time, nullable=False),
    sa.Column("used_at", Time),
)
sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("person_id", sa.String, sa.ForeignKey("people.id"), nullable=False, unique=True),
    sa.Column("state", Json, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("seen", sa.Integer, nullable=False),
    sa.Column("mailed", sa.Integer, nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("address", sa.String, nullable=False),
    sa.Column("with_person", sa.Boolean, nullable=False),
    sa.Column("site", sa.String),
    sa.Column("updated_at", Time, nullable=False),
)
sa.Table(
    "day_hours",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("tutor_id", sa.String, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("start_minute", sa.Integer),
    sa.Column("end_minute", sa.Integer),
    sa.Index("ix_day_hours_tutor_day", "tutor_id", "day"),
)
sa.Table(
    "favourites",
    metadata,
    sa.Column("person_id", sa.String, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("tutor_id", sa.String, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("created_at", Time, nullable=False),
)
sa.Table(
    "inbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation_id", sa.String, sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("key", sa.String, nullable=False, unique=True),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("address", sa.String, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("received_at", Time, nullable=False),
    sa.Column("done_at", Time),
    sa.Column("trouble", sa.Text),
    sa.Index("ix_inbox_open", "conversation_id", "done_at", "id"),
)
sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("key", sa.String, nullable=False, unique=True),
    sa.Column("lane", sa.String, nullable=False),
    sa.Column("payload", Json, nullable=False),
    sa.Column("due_at", Time, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("leased_until", Time),
    sa.Column("leased_by", sa.String),
    sa.Column("done_at", Time),
    sa.Column("stuck_at", Time),
    sa.Column("trouble", sa.Text),
    sa.Index("ix_jobs_lane", "lane", "done_at", "id"),
    sa.Index("ix_jobs_open", "done_at", "due_at"),
)
sa.Table(
    "learners",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("guardian_id", sa.String, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("person_id", sa.String, sa.ForeignKey("people.id")),
    sa.Column("born_year", sa.Integer),
    sa.Column("created_at", Time, nullable=False),
    sa.Index("ix_learners_guardian", "guardian_id"),
)
sa.Table(
    "ledger_entries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String, nullable=False, unique=True),
    sa.Column("at", Time, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("lesson_id", sa.String, sa.ForeignKey("lessons.id")),
    sa.Column("previous_hash", sa.String, nullable=False, unique=True),
    sa.Column("hash", sa.String, nullable=False),
    sa.Index("ix_ledger_entries_lesson", "lesson_id"),
)
sa.Table(
    "ledger_lines",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("entry_id", sa.Integer, sa.ForeignKey("ledger_entries.id"), nullable=False),
    sa.Column("account", sa.String, nullable=False),
    sa.Column("amount", sa.Integer, nullable=False),
    sa.Column("currency", sa.String, nullable=False),
    sa.Index("ix_ledger_lines_account", "account", "currency"),
    sa.Index("ix_ledger_lines_entry", "entry_id"),
)
sa.Table(
    "lesson_log",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("lesson_id", sa.String, sa.ForeignKey("lessons.id"), nullable=False),
    sa.Column("at", Time, nullable=False),
    sa.Column("transition", sa.String, nullable=False),
    sa.Column("from_status", sa.String),
    sa.Column("to_status", sa.String, nullable=False),
    sa.Column("actor_id", sa.String, sa.ForeignKey("people.id")),
    sa.Index("ix_lesson_log_lesson", "lesson_id"),
)
sa.Table(
    "lessons",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("tutor_id", sa.String, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("student_id", sa.String, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("learner_id", sa.String, sa.ForeignKey("learners.id"), nullable=False),
    sa.Column("subject", sa.String, nullable=False),
    sa.Column("format", sa.String, nullable=False),
    sa.Column("place", sa.String),
    sa.Column("starts_at", Time, nullable=False),
    sa.Column("ends_at", Time, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("price", sa.Integer, nullable=False),
    sa.Column("fee", sa.Integer, nullable=False),
    sa.Column("currency", sa.String, nullable=False),
    sa.Column("cancel_hours", sa.Integer, nullable=False),
    sa.Column("late_refund_percent", sa.Integer, nullable=False),
    sa.Column("deadline", Time),
    sa.Column("proposed", Json, nullable=False),
    sa.Column("proposed_by", sa.String, sa.ForeignKey("people.id")),
    sa.Column("reason", sa.Text),
    sa.Column("refund", sa.Integer),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("created_at", Time, nullable=False),
    sa.Column("updated_at", Time, nullable=False),
    sa.Index("ix_lessons_student_starts", "student_id", "starts_at"),
    sa.Index("ix_lessons_tutor_starts", "tutor_id", "starts_at"),
)
sa.Table(
    "media",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("tutor_id", sa.String, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("path", sa.String, nullable=False),
    sa.Column("mime", sa.String, nullable=False),
    sa.Column("seconds", sa.Integer),
    sa.Index("ix_media_tutor", "tutor_id"),
)
sa.Table(
    "messages",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("conversation_id", sa.String, sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("author", sa.String, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("client", sa.String),
    sa.Column("remote", sa.String),
    sa.Column("at", Time, nullable=False),
    sa.UniqueConstraint("conversation_id", "seq"),
)
sa.Table(
    "notes",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("value", Json, nullable=False),
)
sa.Table(
    "payments",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("lesson_id", sa.String, sa.ForeignKey("lessons.id"), nullable=False, unique=True),
    sa.Column("amount", sa.Integer, nullable=False),
    sa.Column("currency", sa.String, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("captured", sa.Integer, nullable=False),
    sa.Column("refunded", sa.Integer, nullable=False),
    sa.Column("provider", sa.String, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("spent", sa.Integer, nullable=False),
    sa.Column("session_id", sa.String),
    sa.Column("session_url", sa.Text),
    sa.Column("session_expires", Time),
    sa.Column("intent_id", sa.String),
    sa.Column("customer_id", sa.String),
    sa.Column("payer_email", sa.String),
    sa.Column("last_decline", sa.String),
    sa.Column("looked_up_at", Time),
    sa.Column("created_at", Time, nullable=False),
    sa.Column("updated_at", Time, nullable=False),
    sa.Index("ix_payments_intent", "intent_id"),
    sa.Index("ix_payments_session", "session_id"),
    sa.Index("ix_payments_status", "status", "looked_up_at"),
)
sa.Table(
    "people",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("name", sa.String),
    sa.Column("locale", sa.String, nullable=False),
    sa.Column("zone", sa.String, nullable=False),
    sa.Column("email", sa.String),
    sa.Column("adult", sa.Boolean),
    sa.Column("guardian_id", sa.String, sa.ForeignKey("people.id")),
    sa.Column("operator", sa.Boolean, nullable=False),
    sa.Column("preferences", Json, nullable=False),
    sa.Column("feed_version", sa.Integer, nullable=False),
    sa.Column("created_at", Time, nullable=False),
)
sa.Table(
    "provider_customers",
    metadata,
    sa.Column("provider", sa.String, primary_key=True),
    sa.Column("person_id", sa.String, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("customer_id", sa.String, nullable=False),
)
sa.Table(
    "provider_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("provider", sa.String, nullable=False),
    sa.Column("account", sa.String, nullable=False),
    sa.Column("event_id", sa.String, nullable=False),
    sa.Column("type", sa.String, nullable=False),
    sa.Column("raw", sa.Text, nullable=False),
    sa.Column("received_at", Time, nullable=False),
    sa.Column("applied_at", Time),
    sa.UniqueConstraint("provider", "account", "event_id"),
)
sa.Table(
    "qualifications",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("tutor_id", sa.String, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("issuer", sa.String, nullable=False),
    sa.Column("year", sa.Integer),
    sa.Index("ix_qualifications_tutor", "tutor_id"),
)
sa.Table(
    "reviews",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("tutor_id", sa.String, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("lesson_id", sa.String, sa.ForeignKey("lessons.id"), unique=True),
    sa.Column("author", sa.String, nullable=False),
    sa.Column("stars", sa.Integer, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("reply", sa.Text),
    sa.Column("created_at", Time, nullable=False),
    sa.Index("ix_reviews_tutor", "tutor_id", "created_at"),
)
sa.Table(
    "tickets",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("person_id", sa.String, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("turns", Json, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("created_at", Time, nullable=False),
)
sa.Table(
    "tutor_rates",
    metadata,
    sa.Column("tutor_id", sa.String, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("format", sa.String, primary_key=True),
    sa.Column("minutes", sa.Integer, primary_key=True),
    sa.Column("amount", sa.Integer, nullable=False),
    sa.Column("currency", sa.String, nullable=False),
)
sa.Table(
    "tutor_skills",
    metadata,
    sa.Column("tutor_id", sa.String, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("kind", sa.String, primary_key=True),
    sa.Column("value", sa.String, primary_key=True),
    sa.Index("ix_tutor_skills_kind_value", "kind", "value"),
)
sa.Table(
    "tutors",
    metadata,
    sa.Column("person_id", sa.String, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("slug", sa.String, nullable=False, unique=True),
    sa.Column("headline", sa.String, nullable=False),
    sa.Column("bio", sa.Text, nullable=False),
    sa.Column("years", sa.Integer, nullable=False),
    sa.Column("instant_book", sa.Boolean, nullable=False),
    sa.Column("online", sa.Boolean, nullable=False),
    sa.Column("place", sa.String),
    sa.Column("city", sa.String),
    sa.Column("lat", sa.Float),
    sa.Column("lon", sa.Float),
    sa.Column("radius_m", sa.Integer, nullable=False),
    sa.Column("notice_minutes", sa.Integer, nullable=False),
    sa.Column("horizon_days", sa.Integer, nullable=False),
    sa.Column("buffer_minutes", sa.Integer, nullable=False),
    sa.Column("cancel_hours", sa.Integer, nullable=False),
    sa.Column("late_refund_percent", sa.Integer, nullable=False),
    sa.Column("answers_within_minutes", sa.Integer, nullable=False),
    sa.Column("stars_total", sa.Integer, nullable=False),
    sa.Column("reviews_count", sa.Integer, nullable=False),
    sa.Column("lessons_taught", sa.Integer, nullable=False),
    sa.Column("badge", sa.String),
    sa.Column("listed", sa.Boolean, nullable=False),
    sa.Column("created_at", Time, nullable=False),
)
sa.Table(
    "weekly_hours",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("tutor_id", sa.String, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("weekday", sa.Integer, nullable=False),
    sa.Column("start_minute", sa.Integer, nullable=False),
    sa.Column("end_minute", sa.Integer, nullable=False),
    sa.Index("ix_weekly_hours_tutor", "tutor_id"),
)
# --- end of tables


# A lesson may touch itself (a reschedule next to its old time), and one may end as the next begins.
NO_OVERLAP_ON_POSTGRESQL = """
    ALTER TABLE blocks ADD CONSTRAINT blocks_overlap EXCLUDE USING gist
    (owner_id WITH =, lesson_id WITH <>, tstzrange(starts_at, ends_at) WITH &&)
"""
# A constraint of SQLite cannot look at other rows; a trigger can.
NO_OVERLAP_ON_SQLITE = """
    CREATE TRIGGER blocks_overlap_{change} BEFORE {change} ON blocks
    WHEN EXISTS (
        SELECT 1 FROM blocks taken
        WHERE taken.owner_id = NEW.owner_id AND taken.lesson_id <> NEW.lesson_id
        AND taken.starts_at < NEW.ends_at AND NEW.starts_at < taken.ends_at
    )
    BEGIN SELECT RAISE(ABORT, 'overlap'); END
"""


def upgrade() -> None:
    metadata.create_all(op.get_bind())
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(NO_OVERLAP_ON_POSTGRESQL)
    else:
        op.execute(NO_OVERLAP_ON_SQLITE.format(change="INSERT"))
        op.execute(NO_OVERLAP_ON_SQLITE.format(change="UPDATE"))
