"""The parameters of a call, however they were sent (https://core.telegram.org/bots/api#making-requests)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from etude.testing.telegram_server.errors import bad_request


@dataclass(frozen=True)
class Upload:
    """A file that came with a multipart request."""

    name: str
    mime_type: str | None
    data: bytes


@dataclass(frozen=True)
class Parameters:
    """Values by name; `uploads` by the name of their form field."""

    values: Mapping[str, object]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        return None if value is None else str(value)

    def integer(self, name: str) -> int | None:
        value = self.text(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except ValueError:
            raise bad_request(f'parameter "{name}" must be an integer') from None

    def decimal(self, name: str) -> float:
        try:
            return float(self.required(name))
        except ValueError:
            raise bad_request(f'parameter "{name}" must be a number') from None

    def flag(self, name: str) -> bool:
        return (self.text(name) or "").lower() in {"true", "yes", "1"}

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise bad_request(f'parameter "{name}" is required')
        return value

    def decoded(self, name: str) -> Any:
        """Objects and lists travel as JSON text, except in a JSON body, where they are themselves."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except json.JSONDecodeError:
            raise bad_request(f"can't parse {name} JSON object") from None


async def read_parameters(request: Request) -> Parameters:
    """Query string, JSON body, urlencoded or multipart form."""
    values: dict[str, object] = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    if request.method != "POST":
        return Parameters(values)
    if request.headers.get("content-type", "").startswith("application/json"):
        values.update(_read_object(await request.body()))
        return Parameters(values)
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                uploads[name] = Upload(value.filename or name, value.content_type, await value.read())
            else:
                values[name] = value
    return Parameters(values, uploads)


def _read_object(body: bytes) -> dict[str, object]:
    try:
        decoded = json.loads(body or b"{}")
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise bad_request("can't parse JSON object") from None
    if not isinstance(decoded, dict):
        raise bad_request("can't parse JSON object")
    return decoded
