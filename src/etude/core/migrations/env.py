"""Alembic runs this file for each of its commands; the connection comes from the caller, never from a file."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from etude.core.database import UtcDateTime, metadata


def draw_type(kind: str, thing: object, _context: AutogenContext) -> str | Literal[False]:
    """Migrations outlive the code around them, so they name SQLAlchemy's types and none of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=draw_type,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
