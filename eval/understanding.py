"""``python -m eval.understanding [FILE …]``: precision and recall of each slot, and what was read otherwise.

Each line of a file is a sentence with everything that should be understood of it, in the notation below; what a
line does not name must not be found (commands and whether lessons are online count only where they are named).

    times     ["point 2026-11-25T16:30 minute", "interval 2026-11-30..2026-12-07 week except[point 2026-12-02 day]"]
              with further fair readings after " / "
    money     ["3000 ..3500 EUR hour"]     counts    ["10/-", "-/2"]     lessons and lessons a week
    ages, minutes, metres, subjects, genres, levels, languages, not, online, commands
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from etude.conversations.understanding import to_json, understand

FOLDER = Path(__file__).parent
NOW = "2026-11-24T10:00:00+00:00"
SLOTS = (
    "times",
    "alternatives",
    "money",
    "ages",
    "minutes",
    "metres",
    "counts",
    "subjects",
    "genres",
    "levels",
    "languages",
    "not",
    "online",
    "commands",
)
# Nobody can say of every sentence what it asks for, so these count only where a line names them.
ONLY_WHERE_NAMED = ("online", "commands")
Said = dict[str, list[str]]


@dataclass(slots=True)
class Score:
    """What was found of what, and where the two differ."""

    right: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    exact: int = 0
    sentences: int = 0
    silent: int = 0
    invented: int = 0
    failures: list[str] = field(default_factory=list)


def measure(rows: Iterable[dict[str, Any]]) -> Score:
    """The score over all rows."""
    score = Score()
    for row in rows:
        wanted, found = read_wanted(row), read_found(row)
        score.sentences += 1
        differing = [slot for slot in SLOTS if Counter(wanted[slot]) != Counter(found[slot])]
        score.exact += not differing
        for slot in SLOTS:
            score.right[slot] += (Counter(wanted[slot]) & Counter(found[slot])).total()
            score.found[slot] += len(found[slot])
            score.wanted[slot] += len(wanted[slot])
        if not any(wanted[slot] for slot in ("times", "money", "ages", "minutes", "metres", "counts")):
            score.silent += 1
            score.invented += any(found[slot] for slot in ("times", "money", "ages", "minutes", "metres", "counts"))
        if differing:
            lines = (f"    {slot}: wanted {wanted[slot]}, found {found[slot]}" for slot in differing)
            score.failures.append("\n".join((f"[{row['locale']}] {row['text']}", *lines)))
    return score


def read_wanted(row: dict[str, Any]) -> Said:
    """What a line wants, each slot as a list of words."""
    said: Said = {slot: [str(each) for each in row.get(slot, [])] for slot in SLOTS if slot != "online"}
    said["online"] = [str(row["online"])] if "online" in row else []
    readings = [each.split(" / ") for each in said["times"]]
    said["times"] = [first for first, *_others in readings]
    said["alternatives"] = [other for _first, *others in readings for other in others]
    return said


def read_found(row: dict[str, Any]) -> Said:
    """What is understood, through the same JSON that `etude understand` writes."""
    understood = understand(row["text"], datetime.fromisoformat(row.get("now", NOW)), row["locale"])
    value = to_json(understood)
    wishes = value["wishes"]
    said: Said = {
        "times": [describe_time(each) for each in value["times"]],
        "alternatives": [describe_time(other) for each in value["times"] for other in each["alternatives"]],
        "money": [describe_money(each) for each in value["money"]],
        "ages": [str(each) for each in value["ages"]],
        "minutes": [str(each["minutes"]) for each in value["durations"]],
        "metres": [str(each["metres"]) for each in value["distances"]],
        "counts": [f"{each['lessons'] or '-'}/{each['per_week'] or '-'}" for each in value["counts"]],
        "online": [] if wishes["online"] is None else [str(wishes["online"])],
        "commands": [each.get("flow") or each.get("language") or each["name"] for each in value["commands"]],
        "not": [each for kind in ("subjects", "genres", "levels", "languages") for each in wishes["not"][kind]],
        **{slot: list(wishes[slot]) for slot in ("subjects", "genres", "levels", "languages")},
    }
    return said | {slot: [] for slot in ONLY_WHERE_NAMED if slot not in row}


def describe_time(said: dict[str, Any]) -> str:
    """One time in the notation of the files."""
    start, end = said["start"] or "", said["end"] or ""
    bounds = start if said["kind"] == "point" else f"{start}..{end}"
    words = [said["kind"], bounds, said["grain"], *([said["rrule"]] if said["rrule"] else [])]
    gone = "; ".join(describe_time(each) for each in said["exclude"])
    return " ".join(words) + (f" except[{gone}]" if gone else "")


def describe_money(price: dict[str, Any]) -> str:
    """One price in the notation of the files."""
    least, most = (price[name] if price[name] is not None else "" for name in ("min", "max"))
    bounds = f"{least}..{most}" if f"{least}{most}" else ""
    amount = price["amount"] if price["amount"] is not None else ""
    return " ".join(str(each) for each in (amount, bounds, price["currency"], price["per"]) if each)


def read_rows(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """The lines of the files."""
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def report(score: Score, say: Callable[[str], None] = print) -> None:
    """The table for people: what was read otherwise, then the figures."""
    for failure in score.failures:
        say(failure)
    say(f"\n{'slot':<14}{'precision':>10}{'recall':>10}{'wanted':>8}")
    for slot in SLOTS:
        right, found, wanted = score.right[slot], score.found[slot], score.wanted[slot]
        say(f"{slot:<14}{_ratio(right, found):>10}{_ratio(right, wanted):>10}{wanted:>8}")
    say(f"\nall of a sentence right: {score.exact} of {score.sentences} ({_ratio(score.exact, score.sentences)})")
    say(f"something found where nothing was said: {score.invented} of {score.silent}")


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def main() -> None:
    parser = argparse.ArgumentParser("eval.understanding", description="How well sentences are understood.")
    parser.add_argument("files", nargs="*", type=Path, help="lines of sentences; all that stand here otherwise")
    parser.add_argument("--each", action="store_true", help="a table for each file")
    chosen = parser.parse_args()
    files = chosen.files or sorted(FOLDER.glob("*.jsonl"))
    for group in [[file] for file in files] if chosen.each else [files]:
        print(", ".join(file.name for file in group))
        report(measure(read_rows(group)))


if __name__ == "__main__":
    main()
