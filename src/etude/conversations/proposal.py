"""What a model proposes as wishes: how it is asked for, and what of it can be believed.

Money, places and dates are not asked for: our own grammar reads them, or the person is asked.
"""

from collections.abc import Iterable
from datetime import time
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidatorFunctionWrapHandler
from pydantic import WrapValidator as Wrap

from etude.llm import Reading, Task, load_prompt
from etude.matching.taxonomy import Kind, load_taxonomy
from etude.matching.taxonomy.entries import GenreId, LanguageId, LevelId, SubjectId
from etude.matching.windows import Window
from etude.matching.wishes import Excluded, Wishes

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YOUNGEST, OLDEST = 3, 120
SHORTEST, LONGEST = 15, 240
MOST_ENTRIES = 5
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"


def _known(kind: Kind) -> BeforeValidator:
    """Keeps the entries of a list that the taxonomy has."""

    def keep(value: object) -> tuple[str, ...]:
        entries = load_taxonomy().entries[kind]
        return tuple(each for each in _strings(value) if each in entries)[:MOST_ENTRIES]

    return BeforeValidator(keep)


def _strings(value: object) -> Iterable[str]:
    return dict.fromkeys(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _weekdays(value: object) -> frozenset[int]:
    return frozenset(DAYS.index(each) for each in _strings(value) if each in DAYS)


def _or_nothing(value: object, validate: ValidatorFunctionWrapHandler) -> object:
    try:
        return validate(value)
    except ValidationError:
        return None


class _Proposal(BaseModel):
    """Every field by itself: one that is wrong does not spoil the others."""

    model_config = ConfigDict(strict=True, extra="ignore")

    subjects: Annotated[tuple[SubjectId, ...], _known("subject")] = ()
    genres: Annotated[tuple[GenreId, ...], _known("genre")] = ()
    levels: Annotated[tuple[LevelId, ...], _known("level")] = ()
    languages: Annotated[tuple[LanguageId, ...], _known("language")] = ()
    not_subjects: Annotated[tuple[SubjectId, ...], _known("subject")] = ()
    not_genres: Annotated[tuple[GenreId, ...], _known("genre")] = ()
    online: Annotated[bool | None, Wrap(_or_nothing)] = None
    learner_self: Annotated[bool | None, Wrap(_or_nothing)] = None
    learner_age: Annotated[int | None, Field(ge=YOUNGEST, le=OLDEST), Wrap(_or_nothing)] = None
    minutes: Annotated[int | None, Field(ge=SHORTEST, le=LONGEST), Wrap(_or_nothing)] = None
    days: Annotated[frozenset[int], BeforeValidator(_weekdays)] = frozenset()
    start: Annotated[str | None, Field(pattern=CLOCK), Wrap(_or_nothing)] = None
    end: Annotated[str | None, Field(pattern=CLOCK), Wrap(_or_nothing)] = None


def read_proposal(reading: Reading) -> Wishes:
    """The wishes of a model's reading; whatever is of the wrong type, out of range or unknown is left out."""
    proposed = _Proposal.model_validate(reading)
    return Wishes(
        subjects=proposed.subjects,
        genres=proposed.genres,
        levels=proposed.levels,
        languages=proposed.languages,
        online=proposed.online,
        windows=_windows(proposed),
        learner_age=proposed.learner_age,
        learner_self=proposed.learner_self,
        minutes=proposed.minutes,
        not_=Excluded(
            subjects=tuple(key for key in proposed.not_subjects if key not in proposed.subjects),
            genres=tuple(key for key in proposed.not_genres if key not in proposed.genres),
        ),
    )


def _windows(proposed: _Proposal) -> tuple[Window, ...]:
    start, end = (time.fromisoformat(clock) if clock else None for clock in (proposed.start, proposed.end))
    if start and end and end <= start:
        start = end = None
    window = Window(days=proposed.days or None, start=start, end=end)
    return () if window == Window() else (window,)


@lru_cache(maxsize=1)
def wishes_task() -> Task:
    """The task of reading wishes, with everything the taxonomy knows."""
    entries = load_taxonomy().entries
    subjects = "\n".join(
        f"- {entry.id}" + (f" (under {entry.parent})" if entry.parent else "") for entry in entries["subject"].values()
    )
    prompt = load_prompt(
        "wishes",
        subjects=subjects,
        genres=", ".join(entries["genre"]),
        levels=", ".join(entries["level"]),
        languages=", ".join(entry.id + " " + entry.label("en") for entry in entries["language"].values()),
    )
    return Task("wishes", prompt, _schema())


def _schema() -> dict[str, object]:
    properties: dict[str, object] = {
        "subjects": _list_of("subject"),
        "genres": _list_of("genre"),
        "levels": _list_of("level"),
        "languages": _list_of("language"),
        "not_subjects": _list_of("subject"),
        "not_genres": _list_of("genre"),
        "online": {"type": ["boolean", "null"]},
        "learner_self": {"type": ["boolean", "null"]},
        "learner_age": {"type": ["integer", "null"]},
        "minutes": {"type": ["integer", "null"]},
        "days": {"type": "array", "items": {"type": "string", "enum": list(DAYS)}},
        "start": {"type": ["string", "null"]},
        "end": {"type": ["string", "null"]},
    }
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list_of(kind: Kind) -> dict[str, object]:
    return {"type": "array", "items": {"type": "string", "enum": list(load_taxonomy().entries[kind])}}
