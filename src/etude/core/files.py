"""Pictures, sounds and films: in a local folder by default, in an object store by setting, through obstore."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import obstore
from obstore.store import LocalStore, ObjectStore, from_url


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a stored file without reading it; `size` in bytes."""

    size: int
    etag: str
    changed: datetime


class FileStore:
    """`url` such as ``s3://bucket/prefix``; empty for `folder`, which is made if need be."""

    def __init__(self, url: str, folder: Path) -> None:
        self._store: ObjectStore
        if url:
            self._store = from_url(url)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            self._store = LocalStore(folder)

    async def put(self, path: str, content: bytes) -> None:
        """Keep a file under this name, in place of whatever had it."""
        await obstore.put_async(self._store, path, content)

    async def facts(self, path: str) -> FileFacts:
        """Size and version; raises FileNotFoundError."""
        found = await obstore.head_async(self._store, path)
        return FileFacts(found["size"], found.get("e_tag") or "", found["last_modified"])

    async def read(self, path: str, start: int = 0, end: int | None = None) -> bytes:
        """The bytes from `start` up to but not including `end`; raises FileNotFoundError."""
        if start == 0 and end is None:
            return bytes(await (await obstore.get_async(self._store, path)).bytes_async())
        stop = end if end is not None else (await self.facts(path)).size
        return bytes(await obstore.get_range_async(self._store, path, start=start, end=stop))
