"""What servers that know places have said, so that nobody asks them twice."""

from sqlalchemy import Column, Index, String, Table

from etude.core.database import UtcDateTime, metadata
from etude.core.tables import Json

# key: a digest of who was asked and for what; the row `turn` says from when on somebody may ask again.
geocodings = Table(
    "geocodings",
    metadata,
    Column("key", String, primary_key=True),
    Column("places", Json, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Index("ix_geocodings_until", "until"),
)
