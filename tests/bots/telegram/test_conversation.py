"""A conversation in a Telegram chat: words, buttons, places, and links that open it."""

from etude.bots.telegram import Channel
from etude.testing.telegram_server import Person


async def test_words_are_answered(school: object, bot: Channel, daniel: Person) -> None:
    await daniel.send("piano lessons in Berlin")
    (cards,) = await daniel.wait_for(1)
    assert "Klavier, near Berlin" in cards.text
    assert cards.html.count("<b>") == 3
    assert [label.partition(" ")[0] for label in cards.labels] == ["Choose"] * 3 + ["More"]
