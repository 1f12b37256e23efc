"""Words for people: what to say is a value, and each recipient's language and zone are applied when it is drawn.

A message id is English with named fields, such as ``_("See you {start:when}.", start=lesson.starts_at)``. Fields know
how to draw themselves: money by locale; a time as ``when`` (day and clock), ``day``, ``date`` or ``clock``, in the
reader's zone. A time without a day is a clock's as it hangs there, in nobody's zone.
"""

import gettext
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, get_time_format
from babel.numbers import format_currency, format_decimal, get_currency_symbol
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from etude.core.money import Money

Param: TypeAlias = "str | int | float | Money | datetime | date | time | Text"

LOCALES = ("en", "de", "es")
MOST_ASKED = 20
_LOCALE_FOLDER = Path(__file__).parent / "locales"
# Babel's "en" writes American dates; people who just say "en" read day before month here.
_FORMATS = {"en": "en_GB", "de": "de_DE", "es": "es_ES", "en-US": "en_US"}

_STOP_AFTER_STOP = re.compile(r"(?<=\w)\.\.(?!\.)")


@dataclass(frozen=True, slots=True)
class Voice:
    """How a reader is spoken to: a locale such as ``en`` or ``de``, and an IANA zone."""

    locale: str = "en"
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Text:
    """A translatable sentence and the values in it. `plural` and `count` choose between two message ids."""

    msgid: str
    params: Mapping[str, Param] = field(default_factory=dict)
    plural: str | None = None
    count: int = 0

    def render(self, voice: Voice) -> str:
        """The sentence in the reader's language, zone and number formats."""
        catalogue = _catalogue(voice.locale)
        if self.plural is None:
            template = catalogue.gettext(self.msgid) if self.msgid else ""
        else:
            template = catalogue.ngettext(self.msgid, self.plural, self.count)
        if not self.params:
            return template
        drawn = template.format_map({name: _Field(value, voice) for name, value in self.params.items()})
        # "Am 29. Nov." at the end of a sentence ends it, too.
        dated = ".." in drawn and any(isinstance(value, date) for value in self.params.values())
        return _STOP_AFTER_STOP.sub(".", drawn) if dated else drawn

    def __str__(self) -> str:
        return self.render(Voice())

    def to_json(self) -> object:
        """A JSON value that `from_json` turns back into an equal text."""
        found: dict[str, object] = {"m": self.msgid}
        if self.params:
            found["p"] = {name: _dump(value) for name, value in self.params.items()}
        if self.plural is not None:
            found |= {"pl": self.plural, "n": self.count}
        return found

    @classmethod
    def from_json(cls, raw: object) -> "Text":
        """Rebuild a text; raises ValueError when `raw` is not one."""
        if isinstance(raw, Text):
            return raw
        if not isinstance(raw, dict) or not isinstance(raw.get("m"), str):
            raise ValueError("A text has a message id.")
        params = {name: _load(value) for name, value in raw.get("p", {}).items()}
        return cls(raw["m"], params, raw.get("pl"), raw.get("n", 0))

    def __hash__(self) -> int:
        return hash((self.msgid, json.dumps(self.to_json(), sort_keys=True)))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.from_json, serialization=core_schema.plain_serializer_function_ser_schema(cls.to_json)
        )


def _(msgid: str, **params: Param) -> Text:
    """Mark a sentence for translation and carry its values."""
    return Text(msgid, params)


def counted(one: str, many: str, count: int, **params: Param) -> Text:
    """A sentence that depends on a number; `{count}` stands for it."""
    return Text(one, {"count": count, **params}, many, count)


def verbatim(words: str) -> Text:
    """Words of a person or a name, which are never translated."""
    return Text("{words}", {"words": words})


def nearest_locale(tag: str | None) -> str:
    """The language of ours that comes nearest to a tag such as ``de-AT``, ``en_US`` or ``pt-br``; English for none."""
    return _locale_like(tag or "") or "en"


def asked_locale(accepted: str | None) -> str:
    """The language of ours that an Accept-Language header likes best, by its weights (RFC 9110, section 12.5.4)."""
    weighed = [_weigh(each) for each in (accepted or "").split(",")[:MOST_ASKED]]
    liked = sorted((each for each in weighed if each[0] > 0), key=lambda each: -each[0])
    return next((locale for _weight, tag in liked if (locale := _locale_like(tag))), "en")


def _weigh(asked: str) -> tuple[float, str]:
    tag, _semicolon, weight = asked.partition(";")
    try:
        return float(weight.strip().removeprefix("q=") or 1), tag.strip()
    except ValueError:
        return 0.0, tag.strip()


def _locale_like(tag: str) -> str | None:
    wanted = tag.replace("_", "-").lower()
    if wanted == "en-us":
        return "en-US"
    language = wanted.split("-")[0]
    return language if language in LOCALES else None


@lru_cache
def _catalogue(locale: str) -> gettext.NullTranslations:
    return gettext.translation("etude", _LOCALE_FOLDER, languages=[locale.split("-")[0]], fallback=True)


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo:
    """The IANA zone; raises ZoneInfoNotFoundError for an unknown name."""
    return ZoneInfo(name)


class _Field:
    """One value inside a sentence, drawn for its reader by `format`."""

    __slots__ = ("value", "voice")

    def __init__(self, value: Param, voice: Voice) -> None:
        self.value = value
        self.voice = voice

    def __format__(self, style: str) -> str:
        value, locale = self.value, _FORMATS.get(self.voice.locale, self.voice.locale.replace("-", "_"))
        if isinstance(value, Text):
            return value.render(self.voice)
        if isinstance(value, Money):
            return _draw_money(value, locale)
        if isinstance(value, datetime):
            return draw_time(value.astimezone(zone_named(self.voice.zone)), style, locale)
        if isinstance(value, date):
            return _draw_date(value, style, locale)
        if isinstance(value, time):
            return _draw_clock(value, locale)
        if isinstance(value, float):
            return format_decimal(value, format="#,##0.0", locale=locale)
        return str(value)

    __str__ = __repr__ = lambda self: format(self, "")


def draw_time(local: datetime, style: str, locale: str) -> str:
    """`style` is when (the default), clock, day, or date; `local` is already in the reader's zone."""
    clock = _draw_clock(local.time(), locale)
    if style == "clock":
        return clock
    if style in ("day", "date", "short"):
        return _draw_date(local.date(), style, locale)
    return f"{_draw_date(local.date(), 'short', locale)}, {clock}"


def _draw_clock(clock: time, locale: str) -> str:
    """17:00 and 09:30, or 9:30 am where clocks have twelve hours."""
    return format_time(clock, "short", locale=locale) if _has_twelve_hours(locale) else clock.strftime("%H:%M")


@lru_cache(maxsize=64)
def _has_twelve_hours(locale: str) -> bool:
    return "h" in get_time_format("short", locale=locale).pattern


@lru_cache(maxsize=1024)
def _draw_date(day: date, style: str, locale: str) -> str:
    if style == "date":
        return format_date(day, "long", locale=locale)
    if style == "day":
        return format_skeleton("EEEEMMMMd", day, locale=locale)
    if locale == "en_GB":
        return format_date(day, "EEE d MMM", locale=locale)
    return format_skeleton("EEEMMMd", day, locale=locale)


@lru_cache(maxsize=1024)
def _draw_money(value: Money, locale: str) -> str:
    """Whole amounts without zeros behind the point, as prices are spoken; £ is £ also where the locale writes GBP."""
    if value.major != value.major.to_integral_value():
        drawn = format_currency(value.major, value.currency, locale=locale)
    else:
        pattern = "¤#,##0" if locale.startswith("en") else "#,##0 ¤"
        drawn = format_currency(value.major, value.currency, pattern, locale=locale, currency_digits=False)
    return drawn.replace(value.currency, get_currency_symbol(value.currency, "en"))


def _dump(value: Param) -> object:
    if isinstance(value, Text):
        return {"text": value.to_json()}
    if isinstance(value, Money):
        return {"money": [value.amount, value.currency]}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"clock": value.isoformat()}
    return value


def _load(raw: object) -> Param:
    if not isinstance(raw, dict):
        if isinstance(raw, str | int | float):
            return raw
        raise ValueError("A value in a text is a word, a number, money, a time or a text.")
    ((kind, value),) = raw.items()
    if kind == "text":
        return Text.from_json(value)
    if kind == "money":
        return Money(*value)
    if kind == "time":
        return datetime.fromisoformat(value)
    if kind == "clock":
        return time.fromisoformat(value)
    return date.fromisoformat(value)
