"""Where calendar apps fetch a person's feed."""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from etude.calendar.feeds import Site, changed_at, is_feed_token, render_feed
from etude.calendar.store import CalendarLesson, FeedReader, feed_reader, lessons_of
from etude.core.clock import Clock
from etude.core.database import Database
from etude.core.ids import PersonId
from etude.core.text import Voice

_NOBODY = PersonId("")


def feed_routes(db: Database, secret_key: str, clock: Clock, site: Site) -> APIRouter:
    """Serves `etude.calendar.feeds.feed_path` to GET and HEAD, with ETag and Last-Modified.

    A wrong or revoked address and a person who does not exist get the same 404.
    """
    router = APIRouter()

    @router.api_route("/feeds/{person}/{token}.ics", methods=["GET", "HEAD"], include_in_schema=False)
    async def feed(person: str, token: str, request: Request) -> Response:
        def load(conn: Connection) -> tuple[FeedReader, list[CalendarLesson]] | None:
            reader = feed_reader(conn, PersonId(person))
            # The token of nobody is worked out too, so that a stranger's id takes as long as a wrong token.
            known, version = (reader.id, reader.version) if reader else (_NOBODY, 0)
            is_right = is_feed_token(token, known, version, secret_key)
            return (reader, lessons_of(conn, reader.id)) if reader and is_right else None

        found = await db.read(load)
        if found is None:
            return Response(status_code=404)
        reader, lessons = found
        now = clock.now()
        body = render_feed(lessons, reader.id, Voice(reader.locale, reader.zone), now, site)
        return _answer(request, body, changed_at(lessons, now, reader.created_at))

    return router


def _answer(request: Request, body: bytes, changed: datetime) -> Response:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Last-Modified": format_datetime(changed.astimezone(UTC).replace(microsecond=0), usegmt=True),
        "Cache-Control": "private, no-cache",
    }
    if _is_fresh(request, etag, changed):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="text/calendar; charset=utf-8")


def _is_fresh(request: Request, etag: str, changed: datetime) -> bool:
    """RFC 9110, 13.2.2: the entity tag decides where one is sent, and only otherwise the date."""
    if (tags := request.headers.get("if-none-match")) is not None:
        return tags.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (ValueError, OverflowError):
        return False
    return changed.replace(microsecond=0) <= since.replace(tzinfo=since.tzinfo or UTC)
