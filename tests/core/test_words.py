"""Every sentence is said in every language, in full, and short enough for a button or a bubble."""

import ast
import importlib.util
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

from etude.bots.telegram.render import render
from etude.bots.terminal.draw import draw_turn
from etude.bots.web_widget.render import message_frame
from etude.conversations.delivery import Outgoing
from etude.conversations.mail import write_out
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.store import Message
from etude.core import text
from etude.core.text import Text, Voice

ROOT = Path(__file__).parents[2]
LONGEST_LABEL, LONGEST_BUBBLE = 20, 240
# Long, but as they may be: what stands in a sentence that nobody would say in fewer words.
FACTS = {"price": "1.234,50 €", "refund": "1.234,50 €", "net": "1.234,50 €", "fee": "123,45 €", "minutes": "90"}
TIMES = {"when": "Mi., 25. Nov., 17:00", "clock": "17:00", "short": "Mi., 25. Nov.", "day": "Mittwoch, 25. November"}
NAME = "Maximiliane"
_FIELD = re.compile(r"\{(\w+)(?::(\w+))?\}")
# Makers of what is tapped, and where the label stands among what they are given.
LABELS = {"Button": 0, "Option": 0, "button": 2, "Flow": 4}
TOLD = ("label", "yes")


@pytest.fixture(scope="module")
def words() -> ModuleType:
    spec = importlib.util.spec_from_file_location("words", ROOT / "tools/words.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def gathered(words: ModuleType) -> Catalog:
    found = words.gather()
    assert isinstance(found, Catalog)
    return found


@pytest.mark.parametrize("language", ["de", "es"])
def test_every_sentence_is_said_and_none_too_many(words: ModuleType, gathered: Catalog, language: str) -> None:
    assert list(words.troubles(language, gathered)) == []


@pytest.mark.parametrize(
    ("said", "trouble"),
    [("", "not translated"), ("Hallo", "loses a value"), ("Hallo {name}, {who}", "has a value that")],
)
def test_what_is_wrong_with_a_sentence_is_found(words: ModuleType, said: str, trouble: str) -> None:
    catalogue = Catalog("de")
    message = catalogue.add("Hello {name}", said)
    assert message is not None
    assert [found[: len(trouble)] for found in words._wrong_with(message)] == [trouble]


@pytest.mark.parametrize("locale", text.LOCALES)
def test_a_label_fits_on_a_button(locale: str) -> None:
    labels = sorted(set(_labels()))
    assert len(labels) > 60
    too_long = [said for label in labels if len(said := _plain(label, locale)) > LONGEST_LABEL]
    assert too_long == []


@pytest.mark.parametrize("locale", text.LOCALES)
def test_a_sentence_fits_in_a_bubble(gathered: Catalog, locale: str) -> None:
    too_long = [said for msgid in _ids(gathered) if len(said := _filled(msgid, locale)) > LONGEST_BUBBLE]
    assert too_long == []


def test_a_language_from_right_to_left_is_drawn_by_every_channel(
    gathered: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A language of the test's alone: each sentence in marks of direction, and half as long again."""

    class Mirrored:
        def gettext(self, msgid: str) -> str:
            return f"\u202b{msgid}{' ש' * (len(msgid) // 4)}\u202c"

        def ngettext(self, one: str, many: str, count: int) -> str:
            return self.gettext(one if count == 1 else many)

    monkeypatch.setattr(text, "_catalogue", lambda locale: Mirrored())
    voice, at = Voice("en", "Asia/Jerusalem"), datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    for msgid in _ids(gathered):
        words = Text(msgid, {name: at if style else NAME for name, style in _FIELD.findall(msgid)})
        reply = Say(words, (Button(words, StartFlow("menu")),))
        frame = message_frame(Message("m_1", 1, "etude", reply, "", None, None, at), voice, "token")
        drawn = [json.dumps(frame), *draw_turn([frame]), write_out(reply, voice)]
        drawn += [repr(part) for part in render(Outgoing("m_1", "1002", reply, voice), "https://etude.example")]
        assert str(frame["text"]).startswith("\u202b")
        assert str(frame["text"]).endswith("\u202c")
        assert all(drawn)


def _ids(gathered: Catalog) -> list[str]:
    ids = [message.id if isinstance(message.id, str) else message.id[1] for message in gathered if message.id]
    return [msgid for msgid in ids if "\n" not in msgid]


def _plain(msgid: str, locale: str) -> str:
    return Text(msgid).render(Voice(locale))


def _filled(msgid: str, locale: str) -> str:
    """The sentence with long values; fields of whole sentences count as nothing, for those are measured too."""

    def fill(found: re.Match[str]) -> str:
        name, style = found.groups()
        if name in ("words", "rule", "back", "reason", "hint", "sent", "hello", "link", "times", "list", "url", "line"):
            return ""
        return TIMES.get(style or "", FACTS.get(name, NAME))

    return _FIELD.sub(fill, _plain(msgid, locale))


def _labels() -> Iterator[str]:
    """What stands on buttons, as far as it has no values in it: the sentences that are given to what makes them."""
    for file in (ROOT / "src/etude/conversations").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and (at := LABELS.get(_name(node.func))) is not None:
                given = [
                    *node.args[at : at + 1],
                    *(each.value for each in node.keywords if each.arg in ("label", "yes")),
                ]
                yield from (said for each in given if (said := _said(each)) and "{" not in said)


def _name(made: ast.expr) -> str:
    return made.id if isinstance(made, ast.Name) else made.attr if isinstance(made, ast.Attribute) else ""


def _said(given: ast.expr) -> str:
    marked = isinstance(given, ast.Call) and _name(given.func) == "_" and given.args
    first = given.args[0] if marked and isinstance(given, ast.Call) else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
