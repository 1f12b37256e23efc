"""Files over HTTP, with the ranges that players ask for and the caching that browsers want."""

import re
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response

from etude.core.files import FileFacts, FileStore

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})$")
CACHE = "public, max-age=86400"


async def serve_file(files: FileStore, path: str, mime: str, request: Request) -> Response:
    """A stored file, whole or in part (RFC 9110, section 14); 404 where it is missing."""
    try:
        facts = await files.facts(path)
    except FileNotFoundError:
        return Response(status_code=404)
    headers = {
        "ETag": _quoted(facts.etag),
        "Last-Modified": format_datetime(facts.changed, usegmt=True),
        "Cache-Control": CACHE,
        "Accept-Ranges": "bytes",
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    asked = request.headers.get("range")
    if asked is None or request.headers.get("if-range", headers["ETag"]) != headers["ETag"]:
        return Response(await files.read(path), media_type=mime, headers=headers)
    part = read_range(asked, facts)
    if part is None:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{facts.size}"})
    start, end = part
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{facts.size}"
    return Response(await files.read(path, start, end), 206, media_type=mime, headers=headers)


def read_range(asked: str, facts: FileFacts) -> tuple[int, int] | None:
    """One range as a half-open pair of byte offsets; None where it cannot be met."""
    match = _RANGE.match(asked.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        start, end = max(facts.size - int(last), 0), facts.size
    else:
        start, end = int(first), min(int(last) + 1 if last else facts.size, facts.size)
    return (start, end) if start < end else None


def _quoted(etag: str) -> str:
    return etag if etag.startswith('"') else f'"{etag}"'
