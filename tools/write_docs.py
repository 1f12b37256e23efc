"""Writes the pages of docs/ that are read off the code: `python tools/write_docs.py`. A test holds them current."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import typer
from typer.main import get_command

from etude.__main__ import app
from etude.conversations.flows import FLOWS
from etude.conversations.graph import draw
from etude.core.lessons.lifecycle import TRANSITIONS
from etude.core.settings import Settings

DOCS = Path(__file__).parents[1] / "docs"
NOTE = "<!-- Written by tools/write_docs.py from the code; what you change here is lost. -->\n"


def write_flows() -> str:
    """A heading and a drawing for each flow."""
    page = f"""# Flows

{NOTE}
A flow is a dialogue: a coroutine that asks, agrees and does. These drawings are read off its code, in the order in
which it is written. A box is a question, a hexagon a consent, a drum an effect that happens once, a flag a wait for
somebody else. Dotted lines are met only sometimes: a question is skipped when its answer is known already. `etude
flows --graph NAME` prints one.
"""
    for flow in FLOWS.values():
        page += f"\n## {flow.name}\n\n{flow.label}. {_first_line(flow.talk.__doc__)}\n\n```mermaid\n{draw(flow)}```\n"
    return page


def write_settings() -> str:
    """A heading, the default and the docstring for each setting."""
    page = f"""# Settings

{NOTE}
Everything is set by environment variables, or in a file `.env` where Etude is started. Nothing has to be set to try
it out; `etude doctor` says what an installation still lacks.
"""
    for name, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if hasattr(field.default, "get_secret_value") else field.default
        shown = "empty" if str(default) == "" else f"`{default}`"
        page += f"\n## ETUDE_{name.upper()}\n\n{' '.join((field.description or '').split())}\n\nDefault: {shown}.\n"
    return page


def write_commands() -> str:
    """A heading, the help and the options for each command."""
    page = f"""# Commands

{NOTE}
`etude` after `pip install`, `.venv/bin/etude` in a checkout. `etude COMMAND --help` says the same.
"""
    group = get_command(app)
    assert hasattr(group, "commands")
    for name, command in group.commands.items():
        page += f"\n## etude {name}\n\n{command.help}\n"
        rows = [_option(parameter) for parameter in command.params if parameter.name != "help"]
        page += "\n" + "\n".join(rows) + "\n" if rows else ""
    return page


def _option(parameter: object) -> str:
    names = " ".join(getattr(parameter, "opts", []))
    words = getattr(parameter, "help", "") or ""
    shown = names if names.startswith("-") else names.upper()
    return f"- `{shown}`: {words}"


def write_lifecycle() -> str:
    """The table of a lesson's life, as a drawing and as rows."""
    page = f"""# The life of a lesson

{NOTE}
Price, fee and the rule of cancelling are fixed when the time is held. Every step checks again under a lock, and doing
it twice is doing it once. A time stays blocked while a lesson is held, requested, countered or confirmed, and so does
every other time that is on offer.

```mermaid
stateDiagram-v2
  [*] --> held: hold
"""
    for name, row in TRANSITIONS.items():
        page += "".join(f"  {source} --> {row.target}: {name}\n" for source in sorted(row.sources))
    # A payment that came late may take up an expired hold again, which is an end all the same.
    goes_on = {status for name, row in TRANSITIONS.items() if name != "revive" for status in row.sources}
    ends = {row.target for row in TRANSITIONS.values()} - goes_on
    page += "".join(f"  {state} --> [*]\n" for state in sorted(ends))
    page += "```\n\n| step | from | to | by | the time is then | after its deadline |\n|---|---|---|---|---|---|\n"
    for name, row in TRANSITIONS.items():
        kept, late = ("kept" if row.blocks else "free"), ("refused" if row.timely else "allowed")
        by = _list(row.actors) + (": whoever did not ask" if row.answers else "")
        page += f"| {name} | {_list(row.sources)} | {row.target} | {by} | {kept} | {late} |\n"
    return page + DEADLINES


DEADLINES = """
How long things last: a held time 15 minutes. A request, times offered instead, and a wish to move 24
hours, and never past the hour before the earliest time they are about. A lesson is complete at its end and settled 72
hours later. Both people are reminded 24 hours and one hour before.

What comes back: all of it when the tutor cancels, or when the student does so before the tutor's window (24 hours,
unless they set another). Inside it, whatever part the tutor's policy names, rounded up at half a penny.

An expired hold whose payment arrives late is taken up again if the time is still free; otherwise the money goes back.
"""


def _list(names: object) -> str:
    return ", ".join(sorted(str(name) for name in names))  # type: ignore[attr-defined]


def _first_line(doc: str | None) -> str:
    return (doc or "").strip().split("\n")[0]


PAGES: Mapping[str, Callable[[], str]] = {
    "flows.md": write_flows,
    "settings.md": write_settings,
    "commands.md": write_commands,
    "lifecycle.md": write_lifecycle,
}


def main() -> None:
    """Write what has changed."""
    for name, write in PAGES.items():
        (DOCS / name).write_text(write(), "utf-8")
        sys.stdout.write(f"docs/{name}\n")


if __name__ == "__main__":
    typer.run(main)
