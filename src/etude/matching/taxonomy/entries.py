"""The entries of the taxonomy as the data files name them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import NewType

SubjectId = NewType("SubjectId", str)
GenreId = NewType("GenreId", str)
LevelId = NewType("LevelId", str)
LanguageId = NewType("LanguageId", str)


@dataclass(frozen=True, slots=True)
class Entry:
    """One subject, genre, level or language: `names` holds, for each interface language, the label and then aliases."""

    id: str
    names: Mapping[str, tuple[str, ...]] = field(hash=False)
    parent: str | None = None

    def label(self, locale: str) -> str:
        """What to call it in `locale`; English where that language has no name for it."""
        return self.names.get(locale.split("-")[0], self.names["en"])[0]


def read_entries(name: str) -> dict[str, Entry]:
    """The entries of one data file, such as ``subjects``, by id and in the file's order."""
    raw = tomllib.loads(files("etude.matching.taxonomy").joinpath(f"{name}.toml").read_text("utf-8"))
    return {key: _read_entry(key, fields) for key, fields in raw.items()}


def _read_entry(key: str, fields: Mapping[str, str | list[str]]) -> Entry:
    names = {locale: tuple(value) for locale, value in fields.items() if isinstance(value, list)}
    parent = fields.get("parent")
    return Entry(key, names, parent if isinstance(parent, str) else None)
