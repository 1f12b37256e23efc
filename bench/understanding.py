"""CPU milliseconds to understand a sentence, and how many times are read exactly, beside other readers of times.

Everybody reads the English sentences of `eval/`, said on one same Tuesday; Etude reads everything in them (money, ages,
wishes, commands), its peers only times. What is compared for exactness is one kind of sentence that all of them aim at:
those that name one day or one moment; our grammar has been mended on these sentences, its peers have not. Peers that
are not installed are left out: `pip install --group bench`.
"""

import gc
import json
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from bench.rows import Row, compare
from etude.conversations.understanding import understand

FOLDER = Path(__file__).parent.parent / "eval"
NOW = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
ROUNDS, LIMIT_MS = 5, 2.0
Reader = Callable[[str], str | None]


def run() -> list[Row]:
    """The limit first, then each peer's time and exactness."""
    rows = [
        json.loads(line) for file in sorted(FOLDER.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()
    ]
    english = [row for row in rows if row["locale"] == "en" and "now" not in row]
    texts = [row["text"] for row in english]
    single = {row["text"]: _moment(row["times"]) for row in english if _is_single(row.get("times", []))}
    ours = time_rounds(read_ours, texts)
    limit = [LIMIT_MS] * ROUNDS
    found = [compare("understanding a sentence, median", "CPU ms", ours, "the limit", limit, less_is_better=True)]
    right = count_right(read_ours, single)
    for name, make in PEERS.items():
        try:
            reader = make()
        except ImportError:
            continue
        theirs = time_rounds(reader, texts)
        found.append(compare("understanding a sentence, median", "CPU ms", ours, name, theirs, less_is_better=True))
        shares = [count_right(reader, single)]
        found.append(compare("days and moments read exactly", "share", [right], name, shares, less_is_better=False))
    return found


def time_rounds(read: Reader, texts: Sequence[str]) -> list[float]:
    """The median CPU milliseconds a sentence, in each round; the first pass, which loads words, is not counted."""
    for text in texts:
        read(text)
    return [median(_time(read, text) for text in texts) for _round in range(ROUNDS)]


def _time(read: Reader, text: str) -> float:
    gc.disable()
    begun = time.thread_time()
    read(text)
    spent = time.thread_time() - begun
    gc.enable()
    return spent * 1000


def count_right(read: Reader, single: dict[str, str]) -> float:
    """The share of sentences whose one day or moment is read exactly."""
    return sum(read(text) == wanted for text, wanted in single.items()) / len(single)


def _is_single(times: Sequence[str]) -> bool:
    return len(times) == 1 and times[0].startswith("point 20") and "except" not in times[0]


def _moment(times: Sequence[str]) -> str:
    return times[0].split(" ")[1]


def read_ours(text: str) -> str | None:
    """Everything is read; the first time's start is handed back."""
    times = understand(text, NOW, "en").times
    return str(times[0].start) if times else None


def make_dateparser() -> Reader:
    """dateparser's search, told the language and to prefer the future; a day said without a time keeps now's clock."""
    from dateparser.search import search_dates

    base = NOW.replace(tzinfo=None)
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future", "DATE_ORDER": "DMY"}

    def read(text: str) -> str | None:
        found = search_dates(text, languages=["en"], settings=settings)
        if not found:
            return None
        moment = found[0][1]
        return (
            f"{moment:%Y-%m-%d}" if moment.time() in (base.time(), datetime.min.time()) else f"{moment:%Y-%m-%dT%H:%M}"
        )

    return read


def make_recognizers() -> Reader:
    """Recognizers-Text, British English; of its readings the coming one, and of two hours the later one."""
    from recognizers_date_time import recognize_datetime

    base = NOW.replace(tzinfo=None)

    def read(text: str) -> str | None:
        for found in recognize_datetime(text, "en-gb", reference=base):
            values: list[dict[str, Any]] = (found.resolution or {}).get("values", [])
            moments = [each["value"] for each in values if each.get("type") in ("date", "datetime") and "value" in each]
            if moments:
                return str(moments[-1]).removesuffix(":00").replace(" ", "T")
        return None

    return read


PEERS: dict[str, Callable[[], Reader]] = {"dateparser": make_dateparser, "recognizers-text": make_recognizers}
