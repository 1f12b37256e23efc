"""Processes that keep an index of tutors can ask who has changed; what was shown to whom, and how tutors keep their
word, are there to rank by.

`tutors.changed` grows with every change of a tutor: on SQLite it is a number of its own, on PostgreSQL that of the
transaction, since there transactions may commit in another order than they wrote.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

COUNTS = ("requests_count", "unanswered_count", "cancelled_count")
RENEW_ON_SQLITE = """
    CREATE TRIGGER tutor_version_UPDATE AFTER UPDATE ON tutors
    WHEN NEW.version = OLD.version AND NEW.changed = OLD.changed BEGIN
        UPDATE tutors SET version = random() WHERE person_id = NEW.person_id;
    END
"""
NUMBER_ON_SQLITE = """
    CREATE TRIGGER tutor_changed AFTER UPDATE OF version ON tutors BEGIN
        UPDATE tutors SET changed = (SELECT max(changed) + 1 FROM tutors) WHERE person_id = NEW.person_id;
    END
"""
# The highest number must not go down with the tutor who has it, or it would be given twice.
KEEP_ON_SQLITE = """
    CREATE TRIGGER tutor_removed AFTER DELETE ON tutors BEGIN
        UPDATE tutors SET changed = OLD.changed + 1 WHERE changed < OLD.changed
        AND person_id = (SELECT person_id FROM tutors ORDER BY changed DESC LIMIT 1);
    END
"""
NUMBER_ON_POSTGRESQL = """
    CREATE OR REPLACE FUNCTION renew_tutor() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        NEW.version := random_version();
        NEW.changed := pg_current_xact_id()::text::bigint;
        RETURN NEW;
    END $$
"""


def upgrade() -> None:
    for count in COUNTS:
        op.add_column("tutors", sa.Column(count, sa.Integer, server_default="0", nullable=False))
    op.add_column("tutors", sa.Column("changed", sa.BigInteger, server_default="0", nullable=False))
    op.create_index("ix_tutors_changed", "tutors", ["changed"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(NUMBER_ON_POSTGRESQL)
    else:
        op.execute("DROP TRIGGER tutor_version_UPDATE")
        op.execute(RENEW_ON_SQLITE)
        op.execute(NUMBER_ON_SQLITE)
        op.execute(KEEP_ON_SQLITE)
    op.execute("UPDATE tutors SET horizon_days = horizon_days")
    op.create_table(
        "shown",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.String, sa.ForeignKey("people.id", name="fk_shown_person_id_people"), nullable=False),
        sa.Column("tutor_id", sa.String, sa.ForeignKey("people.id", name="fk_shown_tutor_id_people"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("parts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("response", sa.String, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_shown"),
    )
    op.create_index("ix_shown_person", "shown", ["person_id", "at"])
