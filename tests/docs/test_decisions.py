"""Every decision names the check that holds it, and that check exists."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "decisions"
PAGES = sorted(set(FOLDER.glob("*.md")) - {FOLDER / "README.md"})
CHECK = re.compile(r"\n\nThe check that holds it: (.+)\Z", re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_holds_it_exists(page: Path) -> None:
    found = CHECK.search(page.read_text())
    assert found, "a page ends with the check that holds its decision"
    held_by = " ".join(found[1].split())
    paths = re.findall(r"`((?:tests|tools|etude)/[\w/.-]+)", held_by)
    contracts = re.findall(r'"([^"]+)"', held_by)
    assert paths or contracts
    assert [path for path in paths if not ((ROOT / path).exists() or (ROOT / "src" / path).exists())] == []
    assert [name for name in contracts if not any(known.startswith(name) for known in _contracts())] == []


def test_the_list_is_complete() -> None:
    listed = re.findall(r"\(([\w-]+\.md)\)", (FOLDER / "README.md").read_text())
    assert sorted(listed) == [page.name for page in PAGES]


def _contracts() -> list[str]:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    return [str(contract["name"]) for contract in tools["importlinter"]["contracts"]]
