"""JSON as it travels between the bot and the server."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

Json = dict[str, Any]
"""An object of the Bot API, with the field names of its documentation."""


def unix(moment: datetime) -> int:
    """Dates travel as whole seconds since 1970, UTC."""
    return int(moment.timestamp())


def without_empty(fields: Mapping[str, Any]) -> Json:
    """Optional fields that do not apply are left out, never sent as null."""
    return {name: value for name, value in fields.items() if value is not None}
