"""Made-up people talk with Etude: whatever must hold for all of them, or happen to none, holds for a few of them."""

import shutil
from pathlib import Path

import pytest

from eval.chatting.figures import Figures, rows
from eval.chatting.worlds import Seeded, talk

PEOPLE = 20
ALWAYS = ("none", "all", "never")


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_a_few_people(language: str, seeded_file: Path, tmp_path: Path) -> None:
    shutil.copy(seeded_file, tmp_path / "etude.sqlite3")
    figures = Figures()
    talk(Seeded(tmp_path), figures, language, PEOPLE, seed=2)
    assert figures.conversations == PEOPLE
    missed = [row.name for row in rows(figures) if row.goal in ALWAYS and not row.met]
    assert not missed, "\n\n".join(f"{figure}: {case}" for figure, cases in figures.noted.items() for case in cases)
