"""Files on the server (https://core.telegram.org/bots/api#file)."""

import hashlib
from dataclasses import dataclass

from etude.testing.telegram_server.errors import bad_request
from etude.testing.telegram_server.limits import Limits
from etude.testing.telegram_server.wire import Json


@dataclass(frozen=True)
class StoredFile:
    """Bytes with the name and type they were sent with. `unique_id` is the same for the same bytes."""

    id: str
    unique_id: str
    path: str
    name: str
    mime_type: str
    data: bytes

    def to_wire(self) -> Json:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.data)}


class FileShelf:
    """Keeps every file that was sent; `file_id` is for this bot only, as Telegram's are."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._by_id: dict[str, StoredFile] = {}

    def put(self, kind: str, name: str, mime_type: str, data: bytes) -> StoredFile:
        digest = hashlib.sha256(data).hexdigest()
        number = len(self._by_id) + 1
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        path = f"{kind}/file_{number}.{suffix}"
        stored = StoredFile(f"{kind}-{number}-{digest[:20]}", digest[:15], path, name, mime_type, data)
        self._by_id[stored.id] = stored
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        # The small size of a photo is kept as the same bytes under an id of its own.
        return self._by_id.get(file_id.removesuffix("-s"))

    def find_path(self, path: str) -> StoredFile | None:
        return next((stored for stored in self._by_id.values() if stored.path == path), None)

    def describe_for_download(self, file_id: str) -> Json:
        """The File with its path; refuses what is larger than a bot may download."""
        stored = self.find(file_id)
        if stored is None:
            raise bad_request("invalid file_id")
        if len(stored.data) > self._limits.download_bytes:
            raise bad_request("file is too big")
        return {**stored.to_wire(), "file_path": stored.path}
