"""Pages name what is there: links between them resolve, and every command, channel and kind of change has its place."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from etude.__main__ import app

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "widget/README.md")
]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
COMMANDS = set(getattr(get_command(app), "commands", {}))
# Made by `make bench`.
MADE_LATER = {ROOT / "docs" / "benchmarks.md"}


def headings(page: str) -> set[str]:
    return {line.removeprefix("## ") for line in (ROOT / page).read_text().splitlines() if line.startswith("## ")}


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    prose = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", prose):
        if link.startswith(("http", "mailto:")):
            continue
        path, _hash, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists() or target in MADE_LATER, link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_is_named_exists(page: Path) -> None:
    named = set(re.findall(r"`?(?:\.venv/bin/)?etude ([a-z]+)(?=[ `\n])", " ".join(_code(page))))
    assert named <= COMMANDS
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", " ".join(_code(page)))) <= targets


def _code(page: Path) -> list[str]:
    """What stands in code, in lines and in blocks."""
    text = page.read_text()
    blocks = re.findall(r"```(?!mermaid)\w*\n(.*?)```", text, re.DOTALL)
    return [
        *(f"`{code}`" for code in re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))),
        *blocks,
    ]


def test_every_command_has_its_heading() -> None:
    assert headings("docs/commands.md") == {f"etude {name}" for name in COMMANDS}


def test_every_channel_has_its_heading() -> None:
    channels = {path.parent.name for path in (ROOT / "src/etude/bots").glob("*/__init__.py")}
    assert headings("docs/channels.md") == channels


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "docs/safety.md", "docs/channels.md", "docs/deployment.md"])
def test_every_file_that_is_named_exists(page: str) -> None:
    paths = re.findall(r"`((?:src|tests|tools|widget)/[\w/.-]+)`", (ROOT / page).read_text())
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", ["docs/deployment.md", "docs/safety.md", "docs/channels.md"])
def test_every_setting_that_is_named_exists(page: str) -> None:
    known = headings("docs/settings.md")
    assert set(re.findall(r"ETUDE_[A-Z_]+", (ROOT / page).read_text())) <= known


KINDS = ("flow", "kind of reply", "channel", "payment provider", "language", "subject", "setting", "command", "table")


@pytest.mark.parametrize("kind", KINDS)
def test_contributing_says_what_to_touch(kind: str) -> None:
    assert re.search(rf"^\*\*An? {kind}", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE)


def test_the_words_of_transcripts_are_explained() -> None:
    """Every directive that a transcript here uses stands in the page about them."""
    page = (ROOT / "docs" / "writing-transcripts.md").read_text()
    used = {
        line.split()[0]
        for path in (ROOT / "tests" / "transcripts").glob("*.chat")
        for line in path.read_text().splitlines()
        if line.startswith("!")
    }
    assert used
    assert [word for word in used if f"`{word}" not in page] == []
