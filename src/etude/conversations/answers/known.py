"""An answer, and the lookups that one may need."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, TypeVar, get_type_hints

from pydantic import TypeAdapter
from sqlalchemy import Connection

from etude.conversations.chat import LookupNeeded, Scene, digest
from etude.conversations.messages import Reply

T = TypeVar("T")
KEPT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Known:
    """What is answered. `asks` says that it carries the open question's own choices, which need not be said again."""

    replies: tuple[Reply, ...]
    asks: bool = False


def look_up(scene: Scene, look: Callable[..., T], *args: object) -> T:
    """``look(connection, now, *args)``, made outside the turn's transaction; raises LookupNeeded before it was."""
    adapter, key, now = _adapter(look), f"answer/{look.__name__}/{digest(args)}", scene.now
    if key in scene.found:
        value: T = adapter.validate_python(scene.found[key].value)
        return value

    def make(conn: Connection) -> object:
        return adapter.dump_python(look(conn, now, *args), mode="json")

    raise LookupNeeded(key, lambda transactions: transactions.read(make), KEPT)


@lru_cache(maxsize=16)
def _adapter(look: Callable[..., T]) -> TypeAdapter[T]:
    hints: dict[str, Any] = get_type_hints(look)
    return TypeAdapter(hints["return"])
