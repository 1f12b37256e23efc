"""The tables of payments, of the provider's events, and of the ledger."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from etude.core.database import UtcDateTime, metadata

# One payment for each lesson. `captured` and `refunded` are what really moved, in minor units; `attempts` counts
# checkout sessions, `spent` idempotency keys whose answer is final and no success; `last_decline` is the declined
# charge that was last told.
payments = Table(
    "payments",
    metadata,
    Column("id", String, primary_key=True),
    Column("lesson_id", String, ForeignKey("lessons.id"), nullable=False, unique=True),
    Column("amount", Integer, nullable=False),
    Column("currency", String, nullable=False),
    Column("status", String, nullable=False),
    Column("captured", Integer, nullable=False, default=0),
    Column("refunded", Integer, nullable=False, default=0),
    Column("provider", String, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("spent", Integer, nullable=False, default=0),
    Column("session_id", String),
    Column("session_url", Text),
    Column("session_expires", UtcDateTime),
    Column("intent_id", String),
    Column("customer_id", String),
    Column("payer_email", String),
    Column("last_decline", String),
    Column("looked_up_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_payments_session", "session_id"),
    Index("ix_payments_intent", "intent_id"),
    Index("ix_payments_status", "status", "looked_up_at"),
)

# Under which name the provider knows a person who has paid.
provider_customers = Table(
    "provider_customers",
    metadata,
    Column("provider", String, primary_key=True),
    Column("person_id", String, ForeignKey("people.id"), primary_key=True),
    Column("customer_id", String, nullable=False),
)

# What the provider told, word for word; `account` is empty for the platform's own.
provider_events = Table(
    "provider_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("provider", String, nullable=False),
    Column("account", String, nullable=False, default=""),
    Column("event_id", String, nullable=False),
    Column("type", String, nullable=False),
    Column("raw", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("applied_at", UtcDateTime),
    UniqueConstraint("provider", "account", "event_id"),
)

# The books. Entries are only ever added; each carries the hash of the one before it, which no other may carry.
ledger_entries = Table(
    "ledger_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String, nullable=False),
    Column("lesson_id", String, ForeignKey("lessons.id")),
    Column("previous_hash", String, nullable=False, unique=True),
    Column("hash", String, nullable=False),
    Index("ix_ledger_entries_lesson", "lesson_id"),
)

# Amounts in minor units: above zero is a debit, below zero a credit.
ledger_lines = Table(
    "ledger_lines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", Integer, ForeignKey("ledger_entries.id"), nullable=False),
    Column("account", String, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("currency", String, nullable=False),
    Index("ix_ledger_lines_entry", "entry_id"),
    Index("ix_ledger_lines_account", "account", "currency"),
)
