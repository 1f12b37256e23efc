"""Whether words begin with a yes or a no to something that waits, and what else they say."""

from dataclasses import dataclass
from datetime import timedelta

from etude.conversations.understanding.expressions import Understood
from etude.conversations.understanding.phrases import agreement_phrases, phrase_at, skip, stands_in
from etude.conversations.understanding.reasons import reason_of
from etude.matching.taxonomy import split_words

# Amounts that are also said of a lesson's length, the shorter first: "half an hour" holds "an hour".
_AMOUNTS = (("half_hour", 30), ("hour", 60))


@dataclass(frozen=True, slots=True)
class Stance:
    """A yes or a no; `turned` says that what follows takes a yes back, `reason` is what a no gives as one.

    `explains` says that what follows a no tells why, so that times in it are not on offer.
    """

    agrees: bool
    turned: bool
    reason: str
    explains: bool = False


def read_stance(said: Understood) -> Stance | None:
    """ "Yes, happy to", "sorry, I can't, I'm ill that day"; None where the words begin with neither."""
    words = split_words(said.text)
    phrases = agreement_phrases(said.language)
    at = skip(words, 0, phrases["idle"] | phrases["wanting"])
    for name, agrees in (("no", False), ("cannot", False), ("yes", True)):
        size = phrase_at(words, at, phrases[name])
        if size:
            rest = at + size
            turned = any(phrase_at(words, place, phrases["turning"]) for place in range(rest, len(words)))
            reason = "" if agrees else reason_of(said.text, said.language)
            explains = stands_in(words, phrases["explaining"]) and not stands_in(words, phrases["instead"])
            return Stance(agrees, turned, reason, explains and bool(reason))
    # "I'm ill, so I have to decline"
    if stands_in(words, phrases["refusing"]) and not stands_in(words, phrases["turning"]):
        return Stance(False, False, reason_of(said.text, said.language), explains=True)
    return None


def read_shift(said: Understood) -> timedelta | None:
    """By how much a time is to move: "an hour later", "half an hour earlier"."""
    words, phrases = split_words(said.text), agreement_phrases(said.language)
    later, earlier = (stands_in(words, phrases[name]) for name in ("later", "earlier"))
    if later == earlier:
        return None
    amounts = [minutes for name, minutes in _AMOUNTS if stands_in(words, phrases[name])]
    minutes = next(iter([*amounts, *(each.minutes for each in said.durations)]), 0)
    return timedelta(minutes=minutes if later else -minutes) if minutes else None


def offers_instead(said: Understood) -> bool:
    """Whether a time is to be put to somebody: "ask her if Friday at 6 is OK instead"."""
    return bool(said.times) and stands_in(split_words(said.text), agreement_phrases(said.language)["offering"])


def says_same_time(said: Understood) -> bool:
    """ "Friday same time"."""
    return stands_in(split_words(said.text), agreement_phrases(said.language)["sametime"])


def calls_off(said: Understood) -> bool:
    """Whether "cancel it" was said, which may mean a lesson; "never mind" only means what is under way."""
    return stands_in(split_words(said.text), agreement_phrases(said.language)["off"])
