"""The help centre's pages, over HTTP."""

import pytest

from etude.conversations.answers.help_centre import TOPICS
from etude.testing.world import World


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", ["en", "de", "es"])
async def test_every_article_has_a_page_that_leads_on(world: World, topic: str, language: str) -> None:
    page = await world.browser.get(f"{world.url}/help/{topic}?lang={language}")
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert f"{world.url}/chat" in page.text
    assert f"/help?lang={language}" in page.text


async def test_the_index_speaks_the_readers_language(world: World) -> None:
    german = await world.browser.get(f"{world.url}/help", headers={"Accept-Language": "fr, de-AT;q=0.8, en;q=0.5"})
    assert "Wie bezahle ich?" in german.text
    other = await world.browser.get(f"{world.url}/help", headers={"Accept-Language": "fr"})
    assert "How do I pay?" in other.text
    for topic in TOPICS:
        assert f"/help/{topic}?lang=de" in german.text


async def test_an_unknown_topic_or_language_is_no_trouble(world: World) -> None:
    assert (await world.browser.get(f"{world.url}/help/../../etc/passwd")).status_code == 404
    assert (await world.browser.get(f"{world.url}/help/nothing")).status_code == 404
    assert "How do I pay?" in (await world.browser.get(f"{world.url}/help/paying?lang=%00..")).text
