"""The widget's loader and frame, its socket, media, documents, and the public pages."""

import hmac
import json
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response, WebSocket
from starlette.responses import FileResponse, RedirectResponse

from etude.bots.web_widget.media import serve_file
from etude.bots.web_widget.pages.profile import draw_front, draw_profile
from etude.bots.web_widget.policies import frame_policy
from etude.bots.web_widget.socket import Desk, document_token, serve_socket
from etude.conversations import store
from etude.conversations.messages import Document
from etude.core.files import FileStore
from etude.core.ids import MediaId
from etude.core.text import LOCALES, Text, Voice, _, asked_locale
from etude.core.tutors.store import find_sample, find_tutor, load_qualifications, load_reviews

STATIC = Path(__file__).parent / "static"
ICON = Path(__file__).parent / "pages/icon.svg"
STYLE = Path(__file__).parent / "pages/page.css"
BACK = Path(__file__).parent / "pages/back.js"
MANIFEST = json.loads((STATIC / "manifest.json").read_text("utf-8"))
STRINGS: dict[str, str] = json.loads((STATIC / MANIFEST["strings"]).read_text("utf-8"))
FOREVER = "public, max-age=31536000, immutable"
BY_LANGUAGE = {"Vary": "Accept-Language"}


@dataclass(frozen=True, slots=True)
class Pages:
    """What the routes need. `sites` are the origins that may embed the frame; empty for all."""

    desk: Desk
    files: FileStore
    base_url: str
    sites: str = ""


@lru_cache(maxsize=len(LOCALES) + 1)
def strings_in(locale: str) -> dict[str, str]:
    """The widget's own words in one of our languages, and as its `locale` which one that is."""
    voice = Voice(locale)
    return {name: Text(words).render(voice) for name, words in STRINGS.items()} | {"locale": locale}


def widget_routes(pages: Pages) -> APIRouter:
    """Everything that the widget and its visitors fetch."""
    made = APIRouter(include_in_schema=False)
    made.add_api_route("/widget.js", partial(_asset, MANIFEST["loader"], "public, max-age=300"))
    made.add_api_route("/widget/frame", partial(_frame, frame_policy(pages.sites)))
    made.add_api_route("/widget/static/{name}", _static)
    made.add_api_route("/widget/documents/{message}", partial(_document, pages))
    made.add_api_route("/media/{media}", partial(_media, pages), methods=["GET", "HEAD"])
    made.add_api_route("/tutors/{slug}", partial(_profile, pages))
    made.add_api_route("/chat", _chat)
    made.add_api_route("/", partial(_front, pages))
    made.add_api_route("/pages.css", _style)
    made.add_api_route("/back.js", _back)
    # Browsers ask for it under this name whatever the page says.
    made.add_api_route("/favicon.ico", _icon)

    async def socket(websocket: WebSocket) -> None:
        await serve_socket(pages.desk, websocket)

    made.add_api_websocket_route("/widget/socket", socket)
    return made


async def _asset(name: str, cache: str) -> Response:
    return FileResponse(STATIC / name, headers={"Cache-Control": cache})


async def _frame(policy: str) -> Response:
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache"}
    return FileResponse(STATIC / MANIFEST["page"], headers=headers)


async def _static(name: str) -> Response:
    if name not in (MANIFEST["script"], MANIFEST["style"]):
        return Response(status_code=404)
    return await _asset(name, FOREVER)


async def _document(pages: Pages, message: str, t: str = "") -> Response:
    """The file that a message carries, for whoever has the link from that message."""
    if not hmac.compare_digest(t.encode(), document_token(message, pages.desk.secret).encode()):
        return Response(status_code=404)
    found = await pages.desk.transactions.read(lambda conn: store.load_message(conn, message))
    if found is None or not isinstance(found[1].reply, Document):
        return Response(status_code=404)
    reply = found[1].reply
    headers = {"Content-Disposition": f'attachment; filename="{reply.name}"', "Cache-Control": "private, no-store"}
    return Response(reply.content.encode(), media_type=reply.mime, headers=headers)


async def _media(pages: Pages, media: str, request: Request) -> Response:
    sample = await pages.desk.transactions.read(lambda conn: find_sample(conn, MediaId(media)))
    if sample is None:
        return Response(status_code=404)
    return await serve_file(pages.files, sample.path, sample.mime, request)


async def _profile(pages: Pages, slug: str, request: Request) -> Response:
    voice = _reader(request)
    tutor = await pages.desk.transactions.read(lambda conn: find_tutor(conn, slug))
    if tutor is None:
        return Response(_("There is no tutor at this address.").render(voice), 404, headers=BY_LANGUAGE)
    tutor_id = tutor.id
    qualifications, reviews = await pages.desk.transactions.read(
        lambda conn: (load_qualifications(conn, tutor_id), load_reviews(conn, tutor_id, 12))
    )
    page = draw_profile(tutor, qualifications, reviews, pages.base_url, voice)
    return Response(page, media_type="text/html", headers=BY_LANGUAGE)


async def _chat(code: str = "") -> Response:
    """The chat as a page of its own; a code goes on with what was begun elsewhere."""
    return RedirectResponse(f"/widget/frame?{urlencode({'payload': code})}" if code else "/widget/frame", 303)


async def _icon() -> Response:
    headers = {"Cache-Control": "public, max-age=86400"}
    return FileResponse(ICON, headers=headers, media_type="image/svg+xml")


async def _style() -> Response:
    return FileResponse(STYLE, headers={"Cache-Control": "public, max-age=300"})


async def _back() -> Response:
    return FileResponse(BACK, headers={"Cache-Control": "public, max-age=300"})


async def _front(pages: Pages, request: Request) -> Response:
    return Response(draw_front(pages.base_url, _reader(request)), media_type="text/html", headers=BY_LANGUAGE)


def _reader(request: Request) -> Voice:
    """Whoever comes by a link is nobody whom we know, but a browser says their language."""
    return Voice(asked_locale(request.headers.get("accept-language")))
