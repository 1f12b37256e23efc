"""Money as it is said: an amount, a least, a most, per hour or per lesson."""

from dataclasses import dataclass, replace
from decimal import Decimal

from etude.conversations.understanding.expressions import Price
from etude.conversations.understanding.tokens import Tokens
from etude.core.money import exponent
from etude.matching.wishes import Per

_GLUE = ("glue", "comma", "at", "but", "and", "for", "article", "the", "or", "dash", "in")
_LARGEST = Decimal(100_000)
# A night, a head, a month: a price is known to be for something else.
_PER: dict[str, Per] = {"hour": "hour", "lesson": "lesson"}
# A number beside "at most" is a price between these, in major units: less may be an age or an hour.
_LEAST_CEILING, _MOST_CEILING = 18, 300


@dataclass(frozen=True, slots=True)
class _Sum:
    """An amount in major units, with its currency where it was said."""

    first: Decimal
    second: Decimal | None
    currency: str | None
    begin: int
    past: int


def read_prices(tokens: Tokens) -> list[Price]:
    """The prices of a message; their tokens are spent. "30 euros, 35 at most" is one price."""
    found: list[tuple[Price, int, int]] = []
    at = 0
    while at < len(tokens):
        read = _price_at(tokens, at, found[-1] if found else None)
        if read is None:
            at += 1
            continue
        price, begin, past = read
        joined = _joined(tokens, found[-1], price, begin, past) if found else None
        if joined:
            found[-1] = joined
        else:
            found.append(read)
        tokens.spend(begin, past)
        at = past
    return [price for price, _begin, _past in found]


def _price_at(tokens: Tokens, at: int, before: tuple[Price, int, int] | None) -> tuple[Price, int, int] | None:
    limit, inner = _limit_before(tokens, at)
    read = _read_sum(tokens, inner)
    if read is None:
        return None
    per, past = _read_per(tokens, read.past)
    if limit is None:
        limit, past = _limit_after(tokens, past)
    ceiling = limit == "max" and _is_ceiling(tokens, read, at, past)
    if per is None:
        per, past = _read_per(tokens, past)
    close = before is not None and limit is not None and _near(tokens, before[2], at)
    budget = any(tokens.has(each, "budget") for each in range(at, inner))
    read = replace(read, currency=read.currency or _listed_currency(tokens, read.past))
    if read.currency is None and not (close or budget or ceiling or (per and _bare(read))):
        return None
    if read.currency is None and any(tokens.has(read.past, kind) for kind in _OTHER_UNITS):
        return None
    begin = min(at, read.begin)
    return _make(tokens, read, limit, per, begin, past), begin, past


_OTHER_UNITS = (
    "unit",
    "ageword",
    "things",
    "distance",
    "am",
    "pm",
    "oclock",
    "colon",
    "month",
    "lessonword",
    "hoursign",
)


def _listed_currency(tokens: Tokens, at: int) -> str | None:
    """In "30 or 35 euros" both are euros."""
    following = _read_sum(tokens, at + 1) if tokens.has(at, "or") and not tokens.has(at, "slash") else None
    return following.currency if following else None


def _is_ceiling(tokens: Tokens, read: _Sum, at: int, past: int) -> bool:
    """Whether "max 35", "35 tops" means money: neither a child called Max, who is 9, nor an hour."""
    spoken = any(tokens.has(each, "ceiling") for each in (*range(at, read.begin), past - 1))
    named = tokens.has(at - 1, "person") or tokens.has(at - 1, "for") or tokens.has(at - 1, "possessive")
    return spoken and not named and _LEAST_CEILING <= read.first <= _MOST_CEILING


def _bare(read: _Sum) -> bool:
    return read.first >= 5


def _limit_before(tokens: Tokens, at: int) -> tuple[str | None, int]:
    if not (tokens.has(at, "limit") or tokens.has(at, "budget")):
        return None, at
    inner, limit = at, None
    while tokens.has(inner, "limit") or tokens.has(inner, "budget") or (inner > at and _is_glue(tokens, inner)):
        limit = limit or tokens.word(inner, "limit")
        inner += 1
    return limit or "max", inner


def _is_glue(tokens: Tokens, at: int) -> bool:
    return any(tokens.has(at, kind) for kind in ("glue", "at", "of", "colon", "the", "article", "for"))


def _limit_after(tokens: Tokens, at: int) -> tuple[str | None, int]:
    inner = tokens.skip(at, "comma") if tokens.has(at, "comma") else at
    limit = tokens.word(inner, "limit")
    if limit is None or _read_sum(tokens, tokens.skip(inner + 1, "glue")) is not None:
        return None, at
    return limit, inner + 1


def _read_sum(tokens: Tokens, at: int) -> _Sum | None:
    """£30, 30 euros, £30-40, 30 to 40 pounds, between 30 and 40."""
    begin = at
    between = tokens.has(at, "between")
    at = at + 1 if between else at
    ahead = tokens.word(at, "currency")
    first = _read_amount(tokens, at + 1 if ahead else at)
    if first is None or tokens.has((at + 1 if ahead else at) - 1, "label"):
        return None
    amount, past = first
    currency = ahead or tokens.word(past, "currency")
    past = past + 1 if currency and not ahead else past
    if currency and not ahead and _is_cents(tokens, past):
        amount, past = amount + Decimal(tokens.number(past) or 0) / 100, past + 1
    second: Decimal | None = None
    if tokens.has(past, "to") or (between and tokens.has(past, "and")):
        inner = past + 2 if tokens.has(past + 1, "currency") else past + 1
        other = _read_amount(tokens, inner)
        if other and other[0] > amount:
            trailing = tokens.word(other[1], "currency")
            if currency or trailing or between:
                currency, second = currency or trailing, other[0]
                past = other[1] + 1 if trailing else other[1]
    return _Sum(amount, second, currency, begin, past)


def _is_cents(tokens: Tokens, at: int) -> bool:
    """2 Euro 50."""
    follows = any(tokens.has(at + 1, kind) for kind in (*_OTHER_UNITS, "slash", "currency"))
    spelt = not tokens.has(at, "digits") and 5 <= (tokens.number(at) or 0) < 100
    return (spelt or tokens.number(at, "digits") == 2) and not follows


def _read_amount(tokens: Tokens, at: int) -> tuple[Decimal, int] | None:
    """Digits with a decimal point or comma (two places) or parted in thousands, or a number in words."""
    whole = tokens.number(at)
    if whole is None:
        return None
    value, past = Decimal(whole), at + 1
    parted = (tokens.has(past, "dot") or tokens.has(past, "comma")) and tokens.glued(past) and tokens.glued(past + 1)
    size = tokens.number(past + 1, "digits")
    if parted and size == 2:
        value, past = value + Decimal(tokens.number(past + 1) or 0) / 100, past + 2
    elif parted and size == 3:
        value, past = value * 1000 + (tokens.number(past + 1) or 0), past + 2
        if tokens.number(past + 1, "digits") == 2 and tokens.glued(past) and tokens.glued(past + 1):
            value, past = value + Decimal(tokens.number(past + 1) or 0) / 100, past + 2
    if tokens[past].text == "k" and tokens.glued(past):
        value, past = value * 1000, past + 1
    past += tokens.has(past, "ish")
    return (value, past) if value <= _LARGEST else None


def _read_per(tokens: Tokens, at: int) -> tuple[Per | None, int]:
    inner = tokens.skip(at, "glue", "dash")
    if tokens.has(inner, "for") or tokens.has(inner, "at"):
        inner += 1
    per = tokens.word(inner, "per")
    if per is None:
        return None, at
    return _PER.get(per), inner + 1


def _make(tokens: Tokens, read: _Sum, limit: str | None, per: Per | None, begin: int, past: int) -> Price:
    span = tokens.span(begin, past)
    first = _minor(read.first, read.currency)
    second = _minor(read.second, read.currency) if read.second is not None else None
    text = tokens.text[span[0] : span[1]]
    if second is not None:
        return Price(None, first, second, read.currency, per, text, span)
    amount = first if limit is None else None
    return Price(
        amount, first if limit == "min" else None, first if limit == "max" else None, read.currency, per, text, span
    )


def _minor(value: Decimal, currency: str | None) -> int:
    return int(value.scaleb(exponent(currency or "")))


def _near(tokens: Tokens, past: int, at: int) -> bool:
    return all(any(tokens.has(each, kind) for kind in _GLUE) for each in range(past, at)) and at - past <= 3


def _joined(
    tokens: Tokens, before: tuple[Price, int, int], price: Price, begin: int, past: int
) -> tuple[Price, int, int] | None:
    """A limit said right after an amount belongs to it."""
    earlier, first, last = before
    if (
        not _near(tokens, last, begin)
        or price.amount is not None
        or (earlier.most is not None and price.most is not None)
    ):
        return None
    if price.currency not in (None, earlier.currency) or earlier.currency is None:
        return None
    if earlier.amount is not None and not _plausible(earlier.amount, price):
        return None
    span = tokens.span(first, past)
    joined = replace(
        earlier,
        least=earlier.least if price.least is None else price.least,
        most=earlier.most if price.most is None else price.most,
        per=earlier.per or price.per,
        text=tokens.text[span[0] : span[1]],
        span=span,
    )
    return joined, first, past


def _plausible(amount: int, limit: Price) -> bool:
    """A limit stands on its side of the amount: "30 euros, from 5" speaks of something else."""
    if limit.most is not None:
        return limit.most >= amount
    return limit.least is not None and amount // 3 <= limit.least <= amount
