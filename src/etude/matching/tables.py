"""The table of matching."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from etude.core.database import UtcDateTime, metadata
from etude.core.tables import Json

# A tutor as they were shown to somebody: at which place of the list, with the parts of their score then.
# response: picked, passed ("more tutors") or dismissed ("not her"); none while nothing was said.
shown = Table(
    "shown",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", String, ForeignKey("people.id"), nullable=False),
    Column("tutor_id", String, ForeignKey("people.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("place", Integer, nullable=False),
    Column("parts", Json, nullable=False),
    Column("response", String),
    Index("ix_shown_person", "person_id", "at"),
)
