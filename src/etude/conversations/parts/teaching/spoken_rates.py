"""Prices of lessons as tutors say them: "£38 for an hour, 22 for half an hour; online 35", "30 minutes 20 euros"."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from pydantic import BaseModel

from etude.conversations.forms import Utterance
from etude.conversations.parts.teaching.words import any_of, compile_words, table_of
from etude.core.tutors.model import Format

HOUR = 60


def _between_words(words: str) -> str:
    return rf"(?<!\w)(?:{words})(?!\w)"


_AMOUNT = r"\d{1,3}(?:[.,’']\d{3})+(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
_SIGNS = table_of("currencies")
_SIGN = "|".join(_SIGNS.values())
_SAID, _HOURS = table_of("rates"), {"two": 2, "three": 3, "zwei": 2, "drei": 3, "dos": 2, "tres": 3}
# What is told apart in a sentence about prices; the first that fits at a place is taken.
_KINDS = {
    "drop": _between_words(any_of("change", "not")),
    "online": _between_words(any_of("where", "online")),
    "student": _between_words(any_of("where", "student")),
    "tutor": _between_words(f"{any_of('where', 'tutor')}|{any_of('where', 'in_person')}"),
    "90": _between_words(_SAID["hour_and_half"]),
    "45": _between_words(_SAID["three_quarters"]),
    "30": _between_words(_SAID["half_hour"]),
    "hours": _between_words(rf"(?P<hours>[2-9]|{'|'.join(_HOURS)}) ?(?:{_SAID['hours']})"),
    "minutes": rf"\b(?P<minutes>\d{{1,4}})(?:[- ]?(?:{_SAID['minutes']})(?!\w)|['′](?!\d))",
    "60": rf"{_between_words(_SAID['hour'])}|/ ?h\b",
    "amount": rf"(?:(?P<before>{_SIGN}) ?)?(?P<amount>{_AMOUNT})(?! ?%) ?(?P<after>(?:{_SIGN})(?![^\W\d_]))?",
    "stop": r"[;\n]|\.(?=\s|$)",
    "comma": rf",|&|{_between_words(_SAID['and'])}",
}
_WORD = re.compile("|".join(f"(?P<k{kind}>{words})" for kind, words in _KINDS.items()), re.IGNORECASE)
_ABOUT_PRICES = compile_words(_SAID["about"])
_RELATIVE = re.compile(rf"\d\s*(?:{_SIGN})?\s*(?:{_SAID['relative']})\b", re.IGNORECASE)


class SpokenRate(BaseModel):
    """An amount in major units. Without `minutes` it is not said for how long, without `format` it is for all."""

    value: Decimal
    minutes: int | None = None
    format: Format | None = None


class SpokenRates(BaseModel):
    """What was said of prices: `dropped` are lengths that are not on offer any more, `starts` the first day they hold.

    `currency` is None where only numbers were said; `mixed` says that there were several.
    """

    rates: tuple[SpokenRate, ...] = ()
    currency: str | None = None
    mixed: bool = False
    dropped: tuple[int, ...] = ()
    starts: date | None = None

    def then(self, later: "SpokenRates") -> "SpokenRates":
        """Both, the later one with the last word; the day stays unless another is said."""
        anew = {(rate.minutes, rate.format) for rate in later.rates}
        starts, currency = later.starts or self.starts, later.currency or self.currency
        same = currency == (self.currency or currency)
        kept = tuple(rate for rate in self.rates if same and (rate.minutes, rate.format) not in anew)
        return later.model_copy(update={"rates": (*kept, *later.rates), "starts": starts, "currency": currency})


class _Word(NamedTuple):
    kind: str
    value: str
    currency: str | None = None


def read_rates(said: Utterance) -> Sequence[SpokenRates]:
    """Prices, where it was asked for them: a bare number is one."""
    if _RELATIVE.search(said.text):
        return ()
    starts, words = _without_day(said)
    found = _parse(list(_words(words)))
    return (found.model_copy(update={"starts": starts}),) if found.rates or found.dropped else ()


def absorb_rates(old: SpokenRates | None, said: Utterance) -> SpokenRates | None:
    """Prices that are said in passing: with a currency, or with a word about prices."""
    found = next(iter(read_rates(said)), None)
    if found is None or not (found.currency or _ABOUT_PRICES.search(said.text)):
        return None
    return found


def _without_day(said: Utterance) -> tuple[date | None, str]:
    """The day from which on they hold, and the words without it."""
    for time in said.understood.times:
        start = time.start
        if start and start.day and not start.clock and start.day > said.now.date():
            first, last = time.span
            return start.day, said.text[:first] + " " + said.text[last:]
    return None, said.text


def _words(text: str) -> Iterator[_Word]:
    for found in _WORD.finditer(text):
        kind = (found.lastgroup or "k")[1:]
        kind = next(name for name in _KINDS if found[f"k{name}"] is not None) if kind not in _KINDS else kind
        if kind == "amount":
            yield _Word(kind, _plain(found["amount"]), _currency(found["before"] or found["after"]))
        elif kind == "hours":
            hours = found["hours"].lower()
            yield _Word("length", str((_HOURS.get(hours) or int(hours)) * HOUR))
        elif kind == "minutes":
            yield _Word("length", found["minutes"])
        elif kind.isdecimal():
            yield _Word("length", kind)
        elif kind in ("online", "student", "tutor"):
            yield _Word("format", kind)
        else:
            yield _Word(kind, "")


def _plain(amount: str) -> str:
    """The number as Python writes it: parted in thousands, or with two places after a comma."""
    if re.fullmatch(r"\d{1,3}(?:[.,’']\d{3})+", amount):
        return re.sub(r"\D", "", amount)
    return amount.replace(",", ".")


def _currency(sign: str | None) -> str | None:
    return next((code for code, said in _SIGNS.items() if sign and re.fullmatch(said, sign, re.IGNORECASE)), None)


def _parse(words: Sequence[_Word]) -> SpokenRates:
    rates: list[SpokenRate] = []
    dropped: list[int] = []
    for sentence in _parted(words, "stop"):
        carried: Format | None = None
        for clause in _parted(sentence, "comma"):
            lengths = [int(word.value) for word in clause if word.kind == "length"]
            amounts = [word for word in clause if word.kind == "amount"]
            format_ = next((_as_format(word.value) for word in clause if word.kind == "format"), None)
            if any(word.kind == "drop" for word in clause) and not amounts:
                dropped += lengths
                continue
            if format_ and clause[0].kind == "format":
                carried = format_
            for number, amount in enumerate(amounts):
                minutes = lengths[number] if number < len(lengths) else None
                rates.append(SpokenRate(value=Decimal(amount.value), minutes=minutes, format=format_ or carried))
    currencies = {word.currency for word in words if word.currency}
    rates = _with_lengths(rates)
    return SpokenRates(
        rates=tuple(rates),
        currency=next(iter(currencies), None),
        mixed=len(currencies) > 1,
        dropped=tuple(dropped),
    )


def _with_lengths(rates: Sequence[SpokenRate]) -> list[SpokenRate]:
    """ "An hour 38, half an hour 22; online 35 and 20": what has no length takes those that were said before it."""
    lengths = [rate.minutes for rate in rates if rate.minutes is not None]
    told: list[SpokenRate] = []
    for _format, group in groupby(rates, key=lambda rate: rate.format):
        for number, rate in enumerate(group):
            minutes = lengths[number] if number < len(lengths) else HOUR
            told.append(rate if rate.minutes is not None else rate.model_copy(update={"minutes": minutes}))
    return told


def _parted(words: Sequence[_Word], kind: str) -> Iterator[list[_Word]]:
    part: list[_Word] = []
    for word in words:
        if word.kind == kind:
            if part:
                yield part
            part = []
        else:
            part.append(word)
    if part:
        yield part


def _as_format(name: str) -> Format:
    return "online" if name == "online" else "student" if name == "student" else "tutor"
