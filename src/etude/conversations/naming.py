"""Which of somebody's lessons their words name, and which times in them are new."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from etude.conversations.forms import Utterance
from etude.conversations.readings import is_sure
from etude.conversations.understanding import TimeExpression, read_windows
from etude.conversations.understanding.agreement import says_same_time
from etude.conversations.understanding.lexicon import load_lexicon
from etude.conversations.waiting import Matter
from etude.matching.taxonomy import fold, load_taxonomy, split_words
from etude.matching.windows import windows_contain

SHORTEST_NAME = 3
# A subject by itself is not yet a wish to book it.
SURE_OF_BOOKING = 0.65


def narrow(said: Utterance, matters: Sequence[Matter], times: Sequence[TimeExpression]) -> list[Matter]:
    """Those that the words name by whom, what or when; all of them where nothing tells them apart."""
    kept, words = list(matters), _words(said)
    named: tuple[Callable[[Matter], bool], ...] = (
        lambda matter: not _names_of(matter).isdisjoint(words),
        lambda matter: is_about(said, matter),
        lambda matter: any(fits_start(time, matter.lesson.start, said) for time in times),
    )
    for fits in named if len(kept) > 1 else ():
        kept = [matter for matter in kept if fits(matter)] or kept
    return kept


def names_one(said: Utterance, matters: Sequence[Matter]) -> bool:
    """Whether the words name at least one of these by whom or what."""
    words = _words(said)
    return any(is_about(said, each) or not _names_of(each).isdisjoint(words) for each in matters)


def names_another(said: Utterance, matters: Sequence[Matter]) -> bool:
    """Whether the words name something to learn, or somebody to learn from, that is in none of these."""
    subjects = said.understood.wishes.subjects
    if subjects and not any(is_about(said, matter) for matter in matters):
        return True
    if not is_sure(said, "StartFlow", "book", SURE_OF_BOOKING):
        return False
    known = load_lexicon(said.understood.language).known.union(*map(_names_of, matters))
    spans = [time.span for time in said.understood.times]
    strange = [
        word
        for word in split_words(said.text)
        if len(word.text) >= SHORTEST_NAME
        and word.text.isalpha()
        and word.text not in known
        and not any(start <= word.start < end for start, end in spans)
    ]
    return bool(subjects or strange)


def is_about(said: Utterance, matter: Matter) -> bool:
    """Whether the words name what the lesson teaches, as a wish or in passing: "if I call the drums off"."""
    taxonomy, wishes = load_taxonomy(), said.understood.wishes
    mentions = taxonomy.find(said.text, said.understood.language)
    named = {each.id for each in mentions if each.kind == "subject" and each.confidence == 1}
    named = {*wishes.subjects, *named} - set(wishes.not_.subjects)
    return any(matter.lesson.subject in taxonomy.family(subject) for subject in named)


def split_times(
    said: Utterance, matters: Iterable[Matter]
) -> tuple[tuple[TimeExpression, ...], tuple[TimeExpression, ...]]:
    """The times that say when these lessons are, and the others: when they are to be."""
    starts = [matter.lesson.start for matter in matters]
    times = said.understood.times
    own = tuple(time for time in times if any(fits_start(time, start, said) for start in starts))
    return own, tuple(time for time in times if time not in own)


def fits_start(time: TimeExpression, start: datetime, said: Utterance) -> bool:
    """Whether a lesson beginning at `start` is one that this time can mean, in the speaker's zone."""
    windows = read_windows((time, *time.alternatives))
    return bool(windows) and windows_contain(windows, start.astimezone(said.now.tzinfo))


def at_the_same_time(times: Sequence[TimeExpression], start: datetime, said: Utterance) -> list[TimeExpression]:
    """ "Thursday 6.30, or Friday same time": a day has the clock time that was said before it, else that of `start`."""
    if not says_same_time(said.understood):
        return list(times)
    clock, found = start.astimezone(said.now.tzinfo).time(), []
    for time in times:
        if time.start is not None and time.start.clock is not None:
            clock = time.start.clock
        elif time.kind == "point" and time.start is not None and time.start.day is not None:
            time = replace(time, start=replace(time.start, clock=clock), grain="minute")
        found.append(time)
    return found


def _names_of(matter: Matter) -> frozenset[str]:
    return frozenset(fold(name) for name in matter.names)


def _words(said: Utterance) -> frozenset[str]:
    """Also without the s that may be left of an apostrophe: "lena's one", "lenas one"."""
    words = [word.text.removesuffix("'s") for word in split_words(said.text)]
    return frozenset((*words, *(word.removesuffix("s") for word in words)))
