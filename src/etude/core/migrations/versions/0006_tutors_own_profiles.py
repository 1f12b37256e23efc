"""Tutors write their own profiles: one may be a draft, and prices may change from a day on."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("tutors", sa.Column("draft", sa.Boolean, server_default="0", nullable=False))
    op.create_table(
        "coming_rates",
        sa.Column(
            "tutor_id", sa.String, sa.ForeignKey("people.id", name="fk_coming_rates_tutor_id_people"), nullable=False
        ),
        sa.Column("format", sa.String, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("currency", sa.String, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("tutor_id", "format", "minutes", name="pk_coming_rates"),
    )
