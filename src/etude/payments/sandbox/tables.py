"""The sandbox's own tables; its file is never the application's."""

from sqlalchemy import Column, Float, Index, Integer, MetaData, Table, Text

metadata = MetaData()

objects = Table(
    "objects",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("created", Integer, nullable=False),
    Column("due", Integer),
    Column("body", Text, nullable=False),
    Index("objects_by_kind", "account", "kind", "seq"),
    Index("objects_by_due", "due"),
    sqlite_autoincrement=True,
)

answers = Table(
    "answers",
    metadata,
    Column("account", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("created", Integer, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("event", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", Float, nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", Text),
    Index("deliveries_by_due", "state", "due"),
    sqlite_autoincrement=True,
)
