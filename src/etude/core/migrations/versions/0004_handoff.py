"""A ticket may be urgent, and operators may talk about it in a topic of their group."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("urgent", sa.Boolean, server_default="0", nullable=False))
    op.add_column("tickets", sa.Column("topic", sa.String, nullable=True))
    op.create_index("ix_tickets_person", "tickets", ["person_id", "state"])
    op.create_index("ix_tickets_topic", "tickets", ["topic"], unique=True)
