"""``python -m eval.chat``: how good the conversation is, over all transcripts and people who are made up.

Made-up people speak English, German and Spanish by templates, want a lesson, an answer or nothing much, and choose
among what is shown by chance; the same seed makes the same conversations. Every turn of every conversation is heard,
the tutors' too. Each figure stands beside its goal:

- *Actions to a requested lesson* are messages, taps and the submitted card page after the first sentence, of people who
  only want to book. Those who stray, ask, go back or change their minds are counted on a line of their own, and so are
  the transcripts, which are detours by design, not at all.
- *A way on* is a button, an open question or a pay link.
- *Dead ends*: somebody says help, back and cancel, and what was under way is still under way.
- *Characters* are those of a bubble with everything in it; in every fifth world names, subjects and places are long.
- *Reading grade* is that of all sentences said, each once (`eval/chatting/reading.py` names the formulas).
- *Asked for twice*: a question about what the person had told, though they took nothing back and no reason is said.
- *Repair*: what is about to be agreed to gets another time, tutor or learner, by name, by value or by its button.
- *Fallbacks* are answers to words that were not understood, or to questions nobody here can answer.
- *Prices, times and names* are compared with the database in the transaction that says them.
"""

import argparse
import json
import logging
import time
from pathlib import Path

from eval.chatting.figures import Figure, Figures, rows
from eval.chatting.reading import hardest
from eval.chatting.speech import LANGUAGES
from eval.chatting.worlds import replay, seeded, talk

TRANSCRIPTS = Path(__file__).parents[1] / "tests/transcripts"
PEOPLE = 1000


def report(found: list[Figure]) -> None:
    """The table for people."""
    width = max(len(each.name) for each in found)
    for each in found:
        mark = "" if each.met is None else "met" if each.met else "MISSED"
        print(f"{each.name:<{width}}  {each.value:>14}  {each.goal:>6}  {mark}")


def main() -> None:
    parser = argparse.ArgumentParser("eval.chat", description="How good the conversation is.")
    parser.add_argument("--people", type=int, default=PEOPLE, help="made-up people in each language")
    parser.add_argument("--languages", nargs="*", default=LANGUAGES, choices=LANGUAGES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-transcripts", action="store_true")
    parser.add_argument("--json", action="store_true", help="a line for each figure")
    parser.add_argument("--show", nargs="?", type=int, const=5, default=0, help="so many cases of what is counted")
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)
    figures, began = Figures(), time.perf_counter()
    with seeded() as start:
        if not chosen.no_transcripts:
            replay(start, figures, TRANSCRIPTS)
        for language in chosen.languages:
            talk(start, figures, language, chosen.people, chosen.seed)
    found = list(rows(figures))
    if chosen.json:
        for each in found:
            print(json.dumps({"figure": each.name, "value": each.value, "goal": each.goal, "met": each.met}))
        return
    if chosen.show:
        show(figures, chosen.show)
    minutes = (time.perf_counter() - began) / 60
    print(f"{figures.conversations} conversations, {figures.turns} turns, {minutes:.1f} minutes\n")
    report(found)


def show(figures: Figures, count: int) -> None:
    """Cases of each figure that is counted, and the sentences that are hardest to read."""
    for figure, cases in figures.noted.items():
        for case in cases[:count]:
            print(f"{figure}: {case}\n")
    for locale, words in sorted(figures.words.items()):
        for grade, drawn in hardest(words, locale, count):
            print(f"{locale} grade {grade:.1f}: {drawn}")


if __name__ == "__main__":
    main()
