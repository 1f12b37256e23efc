"""From a message to everything that is understood of it, without a model."""

from collections.abc import Sequence
from datetime import datetime

from etude.conversations.understanding.commands import read_commands
from etude.conversations.understanding.expressions import TimeExpression, Understood
from etude.conversations.understanding.lexicon import LANGUAGES, detect_language, load_lexicon
from etude.conversations.understanding.prices import read_prices
from etude.conversations.understanding.quantities import read_ages, read_counts, read_distances, read_durations
from etude.conversations.understanding.times import read_times
from etude.conversations.understanding.tokens import Tokens
from etude.conversations.understanding.wishing import Heard, read_unsure, read_wishes
from etude.matching.taxonomy import Word, split_words
from etude.matching.wishes import Excluded, Wishes

# A longer message is read up to here: work on it must stay bounded, and nobody wishes for more in one sentence.
LONGEST_TEXT = 10_000
MOST_WORDS = 1_500


def understand(text: str, now: datetime, locale: str = "en") -> Understood:
    """What `text` says. `now` is aware and in the writer's zone; times come back local to it.

    `locale` is the interface's (``en``, ``de-AT``); another language is noticed and read by its own words.
    Only ``en-US`` writes the month before the day. Never raises for any text.
    """
    words = split_words(text[:LONGEST_TEXT])[:MOST_WORDS]
    preferred = locale.replace("_", "-").split("-")[0].lower()
    preferred = preferred if preferred in LANGUAGES else "en"
    language = detect_language([word.text for word in words], preferred)
    lexicon = load_lexicon(language)
    tokens = Tokens(text, words, lexicon)
    month_first = locale.replace("_", "-").lower() == "en-us"

    money = read_prices(tokens)
    ages = read_ages(tokens)
    distances = read_distances(tokens)
    counts = read_counts(tokens)
    times = read_times(tokens, now, month_first)
    durations = read_durations(tokens)
    heard = Heard(times, durations, money, ages, distances, counts)
    wishes = read_wishes(words, tokens, lexicon, heard)
    commands = read_commands(words, language, wishes, times)
    if any(command.name in ("Question", "SwitchLanguage") for command in commands):
        wishes = Wishes()
    known = wishes.subjects or commands or wishes.not_ != Excluded()
    unsure = () if known else read_unsure(_outside(words, times), lexicon)
    return Understood(
        text,
        language,
        tuple(times),
        tuple(durations),
        tuple(money),
        tuple(ages),
        tuple(distances),
        tuple(counts),
        wishes,
        tuple(commands),
        unsure,
    )


def _outside(words: Sequence[Word], times: Sequence[TimeExpression]) -> list[Word]:
    """The words that are no part of a time: a misspelt Saturday is no misspelt instrument."""
    spans = [each.span for each in times]
    return [word for word in words if not any(start <= word.start < end for start, end in spans)]
