"""Pieces become drafts, and drafts that speak of one time become one."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from etude.conversations.understanding.adding import add, gap_between, is_listing
from etude.conversations.understanding.clocks import ClockSpec
from etude.conversations.understanding.dayspecs import WeeklySpec
from etude.conversations.understanding.drafts import Draft
from etude.conversations.understanding.pieces import Part, Placed
from etude.conversations.understanding.tokens import Tokens


def join(tokens: Tokens, pieces: list[Placed]) -> list[Draft]:
    """The drafts of a message, each with everything that was said of one time."""
    drafts: list[Draft] = []
    for placed in _without_heads(tokens, pieces):
        last = drafts[-1] if drafts else None
        gap = gap_between(tokens, last.last, placed.first) if last else None
        if last and gap is not None and add(last, placed, gap):
            last.last = placed.last
            last.taken.append((placed.first, placed.last))
            continue
        draft = Draft(placed.first, placed.last, taken=[(placed.first, placed.last)])
        if last and gap is not None and isinstance(placed.piece, ClockSpec | Part) and last.dated and is_listing(gap):
            draft.days, draft.range, draft.plural = list(last.days), last.range, last.plural
        add(draft, placed, frozenset())
        drafts.append(draft)
    drafts = _fold_habits(drafts)
    _share_days(tokens, drafts)
    _share_clocks(tokens, drafts)
    _share_halves(tokens, drafts)
    if any("dinner" in token.readings for token in tokens.items):
        _place_in(drafts, "evening", range(5, 10))
    elif any("waking" in token.readings for token in tokens.items):
        _place_in(drafts, "morning", range(4, 12))
    standing = [draft for draft in drafts if _stands(tokens, draft)]
    lone = [draft for draft in drafts if draft not in standing and _is_exact(draft)]
    if len(lone) == len(standing) == 1 and not standing[0].timed:
        married = _marry(tokens, sorted((*standing, *lone), key=lambda draft: draft.first))
        standing = married if len(married) == 1 else standing
    return _marry(tokens, _fold_refusals(standing))


def _without_heads(tokens: Tokens, pieces: list[Placed]) -> Iterator[Placed]:
    """ "Table for two at eight": a bare number after "for" counts people where a table or another time is spoken of."""
    party = any("party" in token.readings for token in tokens.items)
    sure = any(isinstance(placed.piece, ClockSpec) and placed.piece.sure for placed in pieces)
    for placed in pieces:
        bare = isinstance(placed.piece, ClockSpec) and placed.piece.kind == "point" and not placed.piece.sure
        led = tokens.has(placed.first - 1, "for") or tokens.has(placed.first - 1, "of")
        if not (bare and led and (party or sure)):
            yield placed


def _is_exact(draft: Draft) -> bool:
    """ "3.45" is a clock time where a day is waiting for one."""
    said = draft.clock.start if draft.clock and draft.clock.kind == "point" else None
    return said is not None and said.minute > 0 and said.minute % 5 == 0


def _fold_habits(drafts: list[Draft]) -> list[Draft]:
    """ "Weekly stand-up every Monday": how often, where it is said again with days, is one thing."""
    bare = [
        draft
        for draft in drafts
        if [WeeklySpec(frozenset(), 1)] == draft.days and not (draft.timed or draft.range or draft.except_days)
    ]
    named = any(isinstance(spec, WeeklySpec) and spec.days for draft in drafts for spec in draft.days)
    return [draft for draft in drafts if draft not in bare] if named else drafts


def _fold_refusals(drafts: list[Draft]) -> list[Draft]:
    """ "Thursday is no good, what about Friday": where days are named, a refusal only takes days out of them."""
    refusing = [draft for draft in drafts if draft.except_days and not draft.dated and not draft.timed]
    naming = [draft for draft in drafts if draft.dated]
    if not refusing or not naming:
        return drafts
    for draft in naming:
        draft.except_days += [spec for each in refusing for spec in each.except_days]
    return [draft for draft in drafts if draft not in refusing]


# As many words may part a day and its clock time.
_FURTHEST = 12


_BREAKS = ("dot", "but")


def _marry(tokens: Tokens, drafts: list[Draft]) -> list[Draft]:
    """The only day and the only clock time of a message belong together, whatever was said between them."""
    dated = [draft for draft in drafts if (draft.days or draft.range) and not draft.timed]
    timed = [draft for draft in drafts if draft.timed and not draft.dated and not draft.except_days]
    if len(drafts) != 2 or len(dated) != 1 or len(timed) != 1:
        return drafts
    (day,), (clock,) = dated, timed
    first, second = sorted((day, clock), key=lambda draft: draft.first)
    between = range(first.last, second.first)
    loose = clock.clock is not None and clock.clock.kind in ("after", "before") and first is clock
    if len(between) > (2 if loose else _FURTHEST) or any(tokens.has(at, kind) for at in between for kind in _BREAKS):
        return drafts
    if any(tokens.has(at, "stop") for at in between) and not all(tokens[at].readings for at in between):
        return drafts
    whole = replace(day, first=first.first, last=second.last, clock=clock.clock, part=clock.part)
    whole.taken = [*first.taken, *second.taken]
    whole.plural = day.plural or clock.plural
    whole.except_clock = whole.except_clock or clock.except_clock
    return [whole]


def _place_in(drafts: list[Draft], part: str, hours: range) -> None:
    """A table or a dinner at eight is in the evening, an alarm for six in the morning."""
    for draft in drafts:
        said = draft.clock and draft.clock.start
        if said and said.half is None and said.hour in hours:
            draft.part = draft.part or part


def _share_clocks(tokens: Tokens, drafts: list[Draft]) -> None:
    """In "5pm on Friday or Saturday" the clock time is both days'."""
    for one, other in pairwise(drafts):
        gap = gap_between(tokens, one.last, other.first)
        early = one.timed and one.dated and one.clock_first
        if early and gap and is_listing(gap) and other.dated and not other.timed and not other.except_days:
            other.clock, other.part = one.clock, one.part


def _share_halves(tokens: Tokens, drafts: list[Draft]) -> None:
    """In "at 8 or 9 in the evening" both are in the evening."""
    for one, other in reversed(list(pairwise(drafts))):
        gap = gap_between(tokens, one.last, other.first)
        first, last = (draft.clock.start if draft.clock else None for draft in (one, other))
        if not gap or not is_listing(gap) or not first or not last or one.part or first.half:
            continue
        if one.clock and last.half in ("am", "pm"):
            one.clock = replace(one.clock, start=replace(first, half=last.half))


def _share_days(tokens: Tokens, drafts: list[Draft]) -> None:
    """In "2pm or 3pm on Friday" both times are Friday's."""
    for one, other in reversed(list(pairwise(drafts))):
        gap = gap_between(tokens, one.last, other.first)
        joined = gap is not None and (is_listing(gap) or tokens.moving)
        if joined and one.clock and not one.dated and other.clock and other.dated:
            one.days, one.range = list(other.days), other.range
            one.part = one.part or other.part


def _is_whole(tokens: Tokens, draft: Draft) -> bool:
    """ "5 to 6" and "20.30" are times when nothing else is said; a lone number may be anything."""
    small = ("glue", "stop", "dot", "comma", "at", "or")
    others = [at for at in range(len(tokens)) if not draft.first <= at < draft.last]
    said = draft.clock.start if draft.clock else None
    exact = draft.clock is not None and (draft.clock.kind == "interval" or (said is not None and said.minute > 0))
    return exact and all(any(tokens.has(at, kind) for kind in small) for at in others)


def _stands(tokens: Tokens, draft: Draft) -> bool:
    """A bare number is a clock time only beside a day or a part of one."""
    unsure = draft.clock is not None and not draft.clock.sure
    if unsure and not draft.dated and draft.part is None:
        return _is_whole(tokens, draft)
    if unsure and draft.clock is not None and draft.clock.kind == "point":
        listed = tokens.has(draft.last, "or") or tokens.has(draft.last, "and")
        return draft.part is not None or listed or not tokens[draft.last].text.isalpha()
    return True
