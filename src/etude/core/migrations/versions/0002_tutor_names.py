"""Tutors are found by a part of their name, in one look at an index however many there are."""

import sqlalchemy as sa
from alembic import op

from etude.core.tutors.names import name_parts

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    names = op.create_table(
        "tutor_names",
        sa.Column("part", sa.String, nullable=False),
        sa.Column(
            "tutor_id",
            sa.String,
            sa.ForeignKey("people.id", name="fk_tutor_names_tutor_id_people"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("part", "tutor_id", name="pk_tutor_names"),
    )
    known = op.get_bind().execute(
        sa.text("SELECT people.id, people.name FROM people JOIN tutors ON tutors.person_id = people.id")
    )
    rows = [{"part": part, "tutor_id": row.id} for row in known for part in name_parts(row.name or "")]
    if rows:
        op.bulk_insert(names, rows)
