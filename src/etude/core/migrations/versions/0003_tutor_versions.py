"""Whatever changes about a tutor gives them a new version, so that a process that keeps them knows when to look again.

The database itself does it, whoever writes. A version is random, since one that is taken back with its transaction must
never name something else later.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# What belongs to a tutor, beside their row in `tutors` and their name and zone in `people`.
PARTS = ("tutor_skills", "tutor_rates", "media", "weekly_hours", "day_hours")

RENEW_ON_SQLITE = "UPDATE tutors SET version = random() WHERE person_id = {row}.tutor_id;"
TUTOR_ON_SQLITE = """
    CREATE TRIGGER tutor_version_{change} AFTER {change} ON tutors {when} BEGIN
        UPDATE tutors SET version = random() WHERE person_id = NEW.person_id;
    END
"""
PART_ON_SQLITE = "CREATE TRIGGER tutor_version_{table}_{change} AFTER {change} ON {table} BEGIN {renewed} END"
PERSON_ON_SQLITE = """
    CREATE TRIGGER tutor_version_person AFTER UPDATE OF name, zone ON people
    WHEN NEW.name IS NOT OLD.name OR NEW.zone IS NOT OLD.zone BEGIN
        UPDATE tutors SET version = random() WHERE person_id = NEW.id;
    END
"""

ON_POSTGRESQL = (
    """
    CREATE FUNCTION random_version() RETURNS bigint LANGUAGE sql VOLATILE AS
    'SELECT (random() * 4611686018427387904)::bigint'
    """,
    """
    CREATE FUNCTION renew_tutor() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        NEW.version := random_version();
        RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION renew_tutor_of_part() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'INSERT' THEN
            UPDATE tutors SET version = random_version() WHERE person_id = OLD.tutor_id;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            UPDATE tutors SET version = random_version() WHERE person_id = NEW.tutor_id;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION renew_tutor_of_person() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE tutors SET version = random_version() WHERE person_id = NEW.id;
        RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER tutor_version BEFORE INSERT OR UPDATE ON tutors FOR EACH ROW EXECUTE FUNCTION renew_tutor()",
    """
    CREATE TRIGGER tutor_version AFTER UPDATE OF name, zone ON people FOR EACH ROW
    WHEN (NEW.name IS DISTINCT FROM OLD.name OR NEW.zone IS DISTINCT FROM OLD.zone)
    EXECUTE FUNCTION renew_tutor_of_person()
    """,
)
PART_ON_POSTGRESQL = """
    CREATE TRIGGER tutor_version AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION renew_tutor_of_part()
"""


def upgrade() -> None:
    op.add_column("tutors", sa.Column("version", sa.BigInteger, nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql()
    else:
        _on_sqlite()
    op.execute("UPDATE tutors SET horizon_days = horizon_days")


def _on_postgresql() -> None:
    for statement in ON_POSTGRESQL:
        op.execute(statement)
    for table in PARTS:
        op.execute(PART_ON_POSTGRESQL.format(table=table))


def _on_sqlite() -> None:
    op.execute(TUTOR_ON_SQLITE.format(change="INSERT", when=""))
    op.execute(TUTOR_ON_SQLITE.format(change="UPDATE", when="WHEN NEW.version = OLD.version"))
    op.execute(PERSON_ON_SQLITE)
    for table in PARTS:
        for change, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"])):
            renewed = " ".join(RENEW_ON_SQLITE.format(row=row) for row in rows)
            op.execute(PART_ON_SQLITE.format(table=table, change=change, renewed=renewed))
