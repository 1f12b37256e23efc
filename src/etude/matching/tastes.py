"""What somebody tends to choose, learnt from what they were shown and what they did then.

Each part of a score may weigh from half to twice as much for somebody, no more: a taste nudges, and never hides anyone
who fits. It is worked out anew each time from `shown`, lessons and favourites; erasing those rows erases it.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from etude.core.ids import PersonId
from etude.core.text import Text, _

# How much each part usually differs among tutors who are shown together: what counts as one step of a taste.
SPREADS: Mapping[str, float] = {"rating": 0.12, "price": 0.05, "distance": 0.12, "soon": 0.08, "experience": 0.04}
# How far one choice moves a weight, in steps; "more tutors" says little, and a booking much.
PICKED, PASSED, DISMISSED, BOOKED, LIKED = 0.5, -0.1, -0.4, 1.0, 0.6
PACE, MOST = 0.15, math.log(2)
AGAIN, FAVOURITE, UNWANTED, PASSED_OVER = 0.25, 0.3, -0.6, -0.06
MOST_PASSES = 3
# Below everybody else who fits.
COULD_NOT = -5.0
TOLD_FROM = 1.15


@dataclass(frozen=True, slots=True)
class Seen:
    """A tutor as somebody was shown them: `group` is the same for those who were shown together."""

    tutor: PersonId
    group: object
    parts: Mapping[str, float]
    response: str | None = None


@dataclass(frozen=True, slots=True)
class Taste:
    """`weights` multiply parts of a score (one where nothing is said); `history` are parts of single tutors' own."""

    weights: Mapping[str, float] = field(default_factory=dict)
    history: Mapping[PersonId, Mapping[str, float]] = field(default_factory=dict)

    def weight(self, part: str) -> float:
        return self.weights.get(part, 1.0)


NONE_KNOWN = Taste()


def learn_taste(
    seen: Sequence[Seen], booked: Iterable[PersonId], favourites: Iterable[PersonId], declined: Iterable[PersonId] = ()
) -> Taste:
    """The taste of somebody who was shown these, booked these, keeps these as favourites, and was just declined by
    these, who come last."""
    had, kept = set(booked), set(favourites)
    steps: defaultdict[str, float] = defaultdict(float)
    for together in _together(seen):
        for each in together:
            said = _said(each, had, kept)
            others = [other for other in together if other is not each]
            if said and others:
                for part, spread in SPREADS.items():
                    usual = sum(other.parts.get(part, 0.0) for other in others) / len(others)
                    steps[part] += said * _bounded((each.parts.get(part, 0.0) - usual) / spread, 2.0)
    weights = {part: math.exp(_bounded(PACE * moved, MOST)) for part, moved in steps.items() if moved}
    history = _history(seen, had, kept)
    return Taste(weights, history | {tutor: {**history.get(tutor, {}), "declined": COULD_NOT} for tutor in declined})


def describe_taste(taste: Taste) -> list[Text]:
    """What matters to somebody more than to others, the strongest first."""
    strong = sorted(((weight, part) for part, weight in taste.weights.items() if weight >= TOLD_FROM), reverse=True)
    return [_TOLD[part] for _weight, part in strong]


def _said(each: Seen, booked: set[PersonId], favourites: set[PersonId]) -> float:
    if each.response == "picked":
        return BOOKED if each.tutor in booked else PICKED
    if each.tutor in favourites:
        return LIKED
    return {"passed": PASSED, "dismissed": DISMISSED}.get(each.response or "", 0.0)


def _together(seen: Sequence[Seen]) -> list[list[Seen]]:
    groups: defaultdict[object, list[Seen]] = defaultdict(list)
    for each in seen:
        groups[each.group].append(each)
    return list(groups.values())


def _history(
    seen: Sequence[Seen], booked: set[PersonId], favourites: set[PersonId]
) -> dict[PersonId, Mapping[str, float]]:
    found: defaultdict[PersonId, dict[str, float]] = defaultdict(dict)
    for tutor in booked:
        found[tutor]["again"] = AGAIN
    for tutor in favourites:
        found[tutor]["favourite"] = FAVOURITE
    for each in seen:
        if each.tutor in booked or each.tutor in favourites:
            continue
        if each.response == "dismissed":
            found[each.tutor]["dismissed"] = UNWANTED
        elif each.response == "passed":
            so_far = found[each.tutor].get("passed", 0.0)
            found[each.tutor]["passed"] = max(so_far + PASSED_OVER, MOST_PASSES * PASSED_OVER)
    return dict(found)


def _bounded(value: float, most: float) -> float:
    return max(-most, min(most, value))


_TOLD = {
    "rating": _("what others say"),
    "price": _("a low price"),
    "distance": _("a short way"),
    "soon": _("a time soon"),
    "experience": _("experience"),
}
