"""The sentences of `eval/`: nearly all of each is understood, and hardly anything is found that nobody said."""

import runpy
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "eval"
EVALUATION = runpy.run_path(str(FOLDER / "understanding.py"))


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.jsonl")), ids=lambda file: file.stem)
def test_the_sentences_of_a_file_are_understood(file: Path) -> None:
    score = EVALUATION["measure"](EVALUATION["read_rows"]([file]))
    assert score.exact >= 0.95 * score.sentences, "\n".join(score.failures)
    assert score.invented <= 0.03 * score.silent, "\n".join(score.failures)
