"""Questions to tutors are counted while they wait; a learner has a level, and can leave their guardian's list."""

import sqlalchemy as sa
from alembic import op

from etude.core.database import UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("learners", sa.Column("level", sa.String))
    op.add_column("learners", sa.Column("removed_at", UtcDateTime))
    op.create_table(
        "questions",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("student_id", sa.String, nullable=False),
        sa.Column("tutor_id", sa.String, nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("answered_at", UtcDateTime),
        sa.ForeignKeyConstraint(["student_id"], ["people.id"], name="fk_questions_student_id"),
        sa.ForeignKeyConstraint(["tutor_id"], ["people.id"], name="fk_questions_tutor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
    )
    op.create_index("ix_questions_student", "questions", ["student_id", "tutor_id"])
