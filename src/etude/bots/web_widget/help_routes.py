"""The help centre over HTTP, in the reader's language or the one that is asked for."""

from functools import partial

from fastapi import APIRouter, Request, Response

from etude.bots.web_widget.pages.help import draw_article, draw_help
from etude.conversations.answers.help_centre import TOPICS, spoken_here
from etude.core.text import asked_locale

HEADERS = {"Cache-Control": "public, max-age=3600", "Vary": "Accept-Language"}


def help_routes(base_url: str) -> APIRouter:
    """All questions, and a page for each."""
    made = APIRouter(include_in_schema=False)
    made.add_api_route("/help", partial(_index, base_url))
    made.add_api_route("/help/{topic}", partial(_article, base_url))
    return made


async def _index(base_url: str, request: Request, lang: str = "") -> Response:
    page = draw_help(_language(request, lang), base_url)
    return Response(page, media_type="text/html", headers=HEADERS)


async def _article(base_url: str, request: Request, topic: str, lang: str = "") -> Response:
    if topic not in TOPICS:
        return Response("There is no such page in the help centre.", 404)
    page = draw_article(topic, _language(request, lang), base_url)
    return Response(page, media_type="text/html", headers=HEADERS)


def _language(request: Request, wanted: str) -> str:
    """The language in the address, else the first that the browser asks for and the help centre is written in."""
    if wanted:
        return spoken_here(wanted)
    return spoken_here(asked_locale(request.headers.get("accept-language")))
