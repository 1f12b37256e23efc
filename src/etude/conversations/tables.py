"""The tables of conversations."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from etude.core.database import UtcDateTime, metadata
from etude.core.tables import Json

# A person has one conversation; the channel is the one they used last.
conversations = Table(
    "conversations",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", String, ForeignKey("people.id"), nullable=False, unique=True),
    Column("state", Json, nullable=False, default=dict),
    Column("seq", Integer, nullable=False, default=0),
    Column("seen", Integer, nullable=False, default=0),
    Column("mailed", Integer, nullable=False, default=0),
    Column("channel", String, nullable=False),
    Column("address", String, nullable=False),
    Column("with_person", Boolean, nullable=False, default=False),
    Column("site", String),
    Column("updated_at", UtcDateTime, nullable=False),
)

# Where a person can be reached; `address` is a Telegram chat, a widget visitor's digest, a terminal's name.
addresses = Table(
    "addresses",
    metadata,
    Column("channel", String, primary_key=True),
    Column("address", String, primary_key=True),
    Column("person_id", String, ForeignKey("people.id"), nullable=False),
    Column("blocked_at", UtcDateTime),
    Column("used_at", UtcDateTime, nullable=False),
    Index("ix_addresses_person", "person_id"),
)

# Everything that comes in, in order of arrival; `key` makes a delivery that comes twice the same row.
inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", String, ForeignKey("conversations.id"), nullable=False),
    Column("key", String, nullable=False, unique=True),
    Column("channel", String, nullable=False),
    Column("address", String, nullable=False),
    Column("body", Json, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("trouble", Text),
    Index("ix_inbox_open", "conversation_id", "done_at", "id"),
)

# How far each run of a flow came: it began, asked, finished, or was stopped, replaced or gone back from. No words and
# nobody's name: a run is known to its own conversation alone, and only while it goes on.
flow_steps = Table(
    "flow_steps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run", String, nullable=False),
    Column("flow", String, nullable=False),
    Column("step", String, nullable=False),
    Column("question", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_flow_steps_at", "at"),
    Index("ix_flow_steps_run", "run"),
)

# What was said, by whom (etude, you, operator), numbered without gaps; `client` is the sender's own id of it.
messages = Table(
    "messages",
    metadata,
    Column("id", String, primary_key=True),
    Column("conversation_id", String, ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("author", String, nullable=False),
    Column("body", Json, nullable=False),
    Column("client", String),
    Column("remote", String),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("conversation_id", "seq"),
)
