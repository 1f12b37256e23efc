"""What servers that know places have said is kept; a search may go on while nobody looks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from etude.core.database import UtcDateTime

revision = "0007"
down_revision = "0006"

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "geocodings",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("places", Json, nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
    )
    op.create_index("ix_geocodings_until", "geocodings", ["until"])
    op.create_table(
        "standing_searches",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("wishes", Json, nullable=False),
        sa.Column("known", Json, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
    )
    op.create_index("ix_standing_searches_open", "standing_searches", ["ended_at", "until"])
    op.create_index("ix_standing_searches_person", "standing_searches", ["person_id", "ended_at"])
