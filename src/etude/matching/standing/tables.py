"""Searches that go on while nobody looks."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from etude.core.database import UtcDateTime, metadata
from etude.core.tables import Json

# known: ids of the tutors who fitted when it began, of whom nobody needs to be told.
standing_searches = Table(
    "standing_searches",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", String, ForeignKey("people.id"), nullable=False),
    Column("wishes", Json, nullable=False),
    Column("known", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Index("ix_standing_searches_person", "person_id", "ended_at"),
    Index("ix_standing_searches_open", "ended_at", "until"),
)
