"""Keeps the catalogues in step with the source: `python tools/words.py` gathers every sentence, `--check` only looks.

`python tools/words.py de` keeps to one language.

A catalogue is a `.po` file that translators edit; the `.mo` beside it is what runs, and both are committed, so that
nobody who installs Etude needs a compiler for words.
"""

import io
import json
import re
import string
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path("src/etude")
CATALOGUES = PACKAGE / "core/locales"
WIDGET = Path("widget/src/frame/strings.json")
LANGUAGES = ("de", "es")
KEYWORDS = {"_": None, "counted": (1, 2)}
HEADER = "# The words of Etude in another language: see tools/words.py."
MADE = datetime(2026, 1, 1, tzinfo=UTC)
Key = str | tuple[str, ...]


def gather() -> Catalog:
    """Every sentence of the interface that has words in it, with the files that say it."""
    found = Catalog(charset="utf-8", creation_date=MADE)
    gathered = extract_from_dir(PACKAGE, method_map=[("**.py", "python"), ("**.html", "jinja2")], keywords=KEYWORDS)
    for file, _line, msgid, comments, context in gathered:
        if _has_words(msgid):
            found.add(msgid, locations=[(f"{PACKAGE}/{file}", 0)], auto_comments=comments, context=context)
    for msgid in _widget_words():
        found.add(msgid, locations=[(str(WIDGET), 0)])
    return found


def _widget_words() -> list[str]:
    words: dict[str, str] = json.loads(WIDGET.read_text("utf-8"))
    return [said for said in words.values() if _has_words(said)]


def _has_words(msgid: Key) -> bool:
    one = msgid if isinstance(msgid, str) else msgid[0]
    return any(part and re.search(r"[^\W\d_]", part) for part, *_field in string.Formatter().parse(one))


def updated(language: str, gathered: Catalog) -> Catalog:
    """The language's catalogue with today's sentences: what is gone leaves, what is new has no words yet."""
    file = CATALOGUES / language / "LC_MESSAGES/etude.po"
    before = read_po(io.BytesIO(file.read_bytes()), language) if file.exists() else Catalog(language)
    # The header names no people and no dates: the history knows both, and the files stay the same from run to run.
    kept = Catalog(language, header_comment=HEADER, project="Etude", version="1", fuzzy=False)
    kept.creation_date = kept.revision_date = MADE
    kept.last_translator, kept.language_team, kept.msgid_bugs_address = "Etude", "", ""
    kept.update(gathered, no_fuzzy_matching=True)
    for message in kept:
        said = before.get(message.id, message.context) if message.id else None
        if said is not None and said.string:
            message.string = said.string
    return kept


def as_files(catalogue: Catalog) -> dict[Path, bytes]:
    """What the folder of a language holds."""
    folder = CATALOGUES / str(catalogue.locale) / "LC_MESSAGES"
    words, compiled = io.BytesIO(), io.BytesIO()
    write_po(words, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False)
    write_mo(compiled, catalogue)
    return {folder / "etude.po": words.getvalue(), folder / "etude.mo": compiled.getvalue()}


def troubles(language: str, gathered: Catalog) -> Iterator[str]:
    """What is missing, loses a value, or is out of step with the source."""
    catalogue = updated(language, gathered)
    for message in catalogue:
        if message.id:
            yield from (f"{language}: {trouble}: {message.id!r}" for trouble in _wrong_with(message))
    for file, content in as_files(catalogue).items():
        if not file.exists() or file.read_bytes() != content:
            yield f"{file} is out of step: python tools/words.py"


def _wrong_with(message: Message) -> Iterator[str]:
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    said = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not all(said):
        yield "not translated"
        return
    wanted, given = {each for one in ids for each in _fields(one)}, [set(_fields(one or "")) for one in said]
    if any(fields - wanted for fields in given):
        yield "has a value that the sentence does not"
    if not given[-1] >= wanted:
        yield "loses a value"


def _fields(words: str) -> Iterator[str]:
    return (name for _part, name, _style, _conversion in string.Formatter().parse(words) if name)


def all_troubles(languages: Sequence[str] = LANGUAGES) -> list[str]:
    """What keeps the languages from being whole."""
    gathered = gather()
    return [trouble for language in languages for trouble in troubles(language, gathered)]


def update(languages: Sequence[str]) -> None:
    gathered = gather()
    for language in languages:
        catalogue = updated(language, gathered)
        for file, content in as_files(catalogue).items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        missing = sum(1 for message in catalogue if message.id and not all(message.string or ("",)))
        print(f"{language}: {len(catalogue)} sentences, {missing} not translated")


def main() -> None:
    languages = [word for word in sys.argv[1:] if not word.startswith("-")] or LANGUAGES
    if "--check" in sys.argv:
        found = all_troubles(languages)
        sys.exit("\n".join(found[:40]) + f"\n{len(found)} in all" if found else 0)
    update(languages)


if __name__ == "__main__":
    main()
