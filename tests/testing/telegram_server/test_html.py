"""HTML in, entities out, and back (https://core.telegram.org/bots/api#html-style)."""

import pytest

from etude.testing.telegram_server.html_text import parse_html, utf16_slice, write_html


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("<strong>a</strong><em>b</em><ins>c</ins><del>d</del>", ["bold", "italic", "underline", "strikethrough"]),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', ["spoiler", "spoiler"]),
        ("<blockquote>a</blockquote><blockquote expandable>b</blockquote>", ["blockquote", "expandable_blockquote"]),
        ('<pre><code class="language-python">a</code></pre><code>b</code>', ["pre", "code"]),
        ('<a href="tg://user?id=1">Ada</a><tg-emoji emoji-id="5">🎹</tg-emoji>', ["text_link", "custom_emoji"]),
        ('<tg-time unix="1647531900" format="wDT">22:45</tg-time>', ["date_time"]),
        ("<B>a</B>", ["bold"]),
        ("<b></b>a", []),
    ],
)
def test_the_documented_tags(source: str, kinds: list[str]) -> None:
    assert [entity["type"] for entity in parse_html(source)[1]] == kinds


def test_offsets_are_counted_in_utf16() -> None:
    text, (entity,) = parse_html("🎹🎹 <b>Piano</b>")
    assert (entity["offset"], entity["length"]) == (5, 5)
    assert utf16_slice(text, entity["offset"], entity["length"]) == "Piano"


def test_only_four_names_and_numbers_are_decoded() -> None:
    assert parse_html("&lt;&gt;&amp;&quot;&#233;&#xe9;&nbsp;&copy;")[0] == '<>&"éé&nbsp;&copy;'


def test_a_language_of_code_is_kept() -> None:
    assert parse_html('<pre><code class="language-python">a</code></pre>')[1][0]["language"] == "python"


@pytest.mark.parametrize(
    "source",
    [
        "<b>Ada &amp; <i>Ben</i></b> &lt;3",
        '<b>🎹 </b><a href="https://etude.example/?a=1&amp;b=2">more</a>',
        "<blockquote><b>a</b>b</blockquote>",
    ],
)
def test_written_html_is_what_was_read(source: str) -> None:
    assert write_html(*parse_html(source)) == source
