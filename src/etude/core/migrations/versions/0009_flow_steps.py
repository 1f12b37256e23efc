"""How far each run of a flow comes is kept, to be counted."""

import sqlalchemy as sa
from alembic import op

from etude.core.database import UtcDateTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "flow_steps",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("run", sa.String, nullable=False),
        sa.Column("flow", sa.String, nullable=False),
        sa.Column("step", sa.String, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_flow_steps"),
    )
    op.create_index("ix_flow_steps_at", "flow_steps", ["at"])
    op.create_index("ix_flow_steps_run", "flow_steps", ["run"])
