"""Sounds, pictures, documents and calendars over plain HTTP: ranges, types, caching, and who may have them."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from etude.core.tutors.store import find_tutor

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def site(served) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=served.site, trust_env=False) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def sound(served):
    """One of Ada's recordings: its address and its type."""

    def find(conn):
        return next(sample for sample in find_tutor(conn, "ada-byrne").samples if sample.kind == "audio")

    found = await served.demo.etude.transactions.read(find)
    return f"/media/{found.id}", found.mime


async def test_a_whole_sound_with_its_type_and_how_long_it_may_be_kept(site, sound):
    address, mime = sound
    answer = await site.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == mime == "audio/mpeg"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "public, max-age=86400"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(answer.content) == int(answer.headers["content-length"])


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-99", slice(0, 100)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-50", slice(-50, None)),
        ("bytes=5-999999999", slice(5, None)),
    ],
)
async def test_a_part_of_a_sound(site, sound, asked, part):
    whole = (await site.get(sound[0])).content
    answer = await site.get(sound[0], headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == whole[part]
    start, end, _step = part.indices(len(whole))
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(whole)}"


async def test_a_part_that_is_not_there(site, sound):
    answer = await site.get(sound[0], headers={"Range": "bytes=999999999-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"].startswith("bytes */")


async def test_what_a_browser_has_already_is_not_sent_again(site, sound):
    first = await site.get(sound[0])
    again = await site.get(sound[0], headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    changed = await site.get(sound[0], headers={"Range": "bytes=0-9", "If-Range": '"an older one"'})
    assert changed.status_code == 200


async def test_head_says_the_same_without_the_sound(site, sound):
    whole, head = await site.get(sound[0]), await site.head(sound[0])
    assert head.content == b""
    for name in ("content-length", "content-type", "etag"):
        assert head.headers[name] == whole.headers[name]


async def test_nothing_at_an_address_that_was_guessed(site):
    for address in ("/media/med_nothing", "/media/..%2f..%2fkeys.json", "/tutors/nobody", "/feeds/guessed.ics"):
        assert (await site.get(address)).status_code == 404


async def test_a_calendar_file_is_for_whoever_has_its_token(arrive, site):
    carla, ada = await arrive(), await arrive()
    chat = await carla.on_the_schools_page()
    await chat.until_asked_to_pay("Ben")
    await chat.pay("ben@mail.example")
    await chat.hears("Requested!")
    await (await ada.as_tutor()).tap("Confirm")
    await chat.hears("For your calendar.")
    address = await chat.frame.locator("[data-test=document]").last.get_attribute("href")
    answer = await site.get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    bare, _question, token = address.partition("?t=")
    for wrong in (bare, f"{bare}?t=", f"{bare}?t={token[:-1]}0x", f"{bare}?t=é"):
        assert (await site.get(wrong)).status_code == 404


async def test_no_page_runs_or_draws_anything_inline(site):
    for address in ("/", "/tutors/ada-byrne", "/widget/frame"):
        page = await site.get(address)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "<style" not in page.text
        assert " style=" not in page.text
