"""What browsers are told about pages, and who may embed the chat."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from etude.bots.web_widget.policies import PAGE_POLICY, Policies, chat_at, frame_policy


@pytest.mark.parametrize(
    ("sites", "ancestors"),
    [
        ("", "*"),
        ("https://school.example", "'self' https://school.example"),
        ("https://a.example/ http://localhost:8001", "'self' https://a.example http://localhost:8001"),
        ("https://*.school.example", "'self' https://*.school.example"),
        ("school.example *; script-src *", "'self'"),
    ],
)
def test_the_chat_is_embedded_by_the_sites_that_are_named_and_a_slip_opens_nothing(sites, ancestors):
    assert frame_policy(sites).endswith(f"; frame-ancestors {ancestors}")
    assert "script-src 'self';" in frame_policy(sites)


@pytest.mark.parametrize(
    ("origin", "sites", "place"),
    [
        ("https://chat.example", "https://school.example", "https://chat.example/chat"),
        ("https://school.example", "https://school.example/", "https://school.example/#etude"),
        ("http://127.0.0.1:8001", "", "http://127.0.0.1:8001/#etude"),
        ("https://a.school.example", "https://*.school.example", "https://a.school.example/#etude"),
        ("https://elsewhere.example", "https://school.example", None),
        ("https://*.school.example", "", None),
        ("javascript:alert(1)", "", None),
        ("https://school.example/path?to=elsewhere", "", None),
    ],
)
def test_who_has_paid_goes_back_to_a_site_that_may_embed_the_chat(origin, sites, place):
    assert chat_at(origin, sites, "https://chat.example") == place


async def test_an_answer_keeps_what_it_says_itself_and_gets_the_rest():
    async def page(_request):
        return HTMLResponse("<h1>Hello</h1>")

    async def own(_request):
        return PlainTextResponse("", headers={"Referrer-Policy": "no-referrer"})

    app = Policies(Starlette(routes=[Route("/", page), Route("/own", own)]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as browser:
        said, other, missing = [(await browser.get(path)).headers for path in ("/", "/own", "/missing")]
    assert (said["content-security-policy"], said["referrer-policy"]) == (PAGE_POLICY, "same-origin")
    assert other["referrer-policy"] == "no-referrer"
    assert "content-security-policy" not in other
    assert {each["x-content-type-options"] for each in (said, other, missing)} == {"nosniff"}
