"""What a tutor is like, apart from words: experience, price, languages, levels, terms."""

from random import Random

from etude.testing.seeds.profile import Policy
from etude.testing.seeds.teaching import SPOKEN, Teaching

_OTHER_LANGUAGES = ("fr", "es", "it", "pl", "pt", "tr", "ru", "uk", "ar", "zh", "hi", "nl", "el", "sv", "fa", "ja")
_LEVELS = {
    "music": ("beginner", "elementary intermediate", "advanced", "primary", "adult-returner", "grade-5 grade-8"),
    "study": ("secondary", "university", "ib", "primary"),
    "exam": ("beginner intermediate advanced", "secondary"),
    "language": ("beginner cefr-a1 cefr-a2", "intermediate cefr-b1 cefr-b2", "advanced cefr-c1", "primary"),
    "skill": ("beginner", "intermediate", "advanced", "primary"),
}
_FINALS = {"London": "gcse a-level", "Berlin": "abitur", "Madrid": "bachillerato", "New York": "ap", "": "gcse ib"}


def draw_years(chance: Random) -> int:
    """Years of teaching: most have a few, some a lifetime."""
    return min(38, 1 + round(chance.gammavariate(2.2, 4.2)))


def draw_hour(chance: Random, base: int, teaching: Teaching, years: int) -> int:
    """The price of an hour in minor units, before rounding."""
    experience = 0.82 + min(years, 24) * 0.012
    return round(base * teaching.price / 100 * experience * chance.uniform(0.85, 1.2))


def draw_lengths(chance: Random, teaching: Teaching) -> tuple[int, ...]:
    """The lengths of lesson on offer, in minutes; the hour always among them."""
    if teaching.kind == "music":
        return chance.choice(((30, 45, 60), (30, 45, 60), (45, 60), (30, 60), (60,)))
    return chance.choice(((60,), (45, 60), (30, 60), (60,)))


def draw_languages(chance: Random, spoken: tuple[str, ...], teaching: Teaching) -> tuple[str, ...]:
    """Of instruction: those of the place, the one taught, now and then one more."""
    taught = SPOKEN.get(teaching.subject)
    extra = chance.choice(_OTHER_LANGUAGES) if chance.random() < 0.25 else None
    local = spoken if chance.random() < 0.85 else spoken[-1:]
    return tuple(dict.fromkeys(code for code in (*local, taught, extra) if code))


def draw_genres(chance: Random, teaching: Teaching) -> tuple[str, ...]:
    """The chosen one first; the earlier in the list of the subject, the likelier."""
    if not teaching.genres:
        return ()
    first = chance.choices(teaching.genres, range(len(teaching.genres) + 2, 2, -1))[0]
    others = [genre for genre in teaching.genres if genre != first]
    return (first, *chance.sample(others, min(len(others), chance.choice((0, 1, 1, 2)))))


def draw_also(chance: Random, teaching: Teaching) -> tuple[str, ...]:
    """Further subjects, for half of them."""
    if not teaching.also or chance.random() < 0.5:
        return ()
    return tuple(chance.sample(teaching.also, chance.randint(1, min(2, len(teaching.also)))))


def draw_levels(chance: Random, teaching: Teaching, city: str) -> tuple[str, ...]:
    """A beginner's or school level always, and each further one for some."""
    first, *others = _LEVELS[teaching.kind]
    if teaching.subject == "early-childhood-music":
        return ("preschool", "primary", "beginner")
    finals = _FINALS[city] if teaching.kind == "study" else ""
    chosen = [first, finals, *(level for level in others if chance.random() < 0.5)]
    return tuple(dict.fromkeys(" ".join(chosen).split()))


def draw_policy(chance: Random) -> Policy:
    """Terms; who can be booked without asking answers sooner, too."""
    instant = chance.random() < 0.26
    return Policy(
        instant_book=instant,
        notice_minutes=chance.choice((120, 240, 720, 720, 1440, 1440, 2880)),
        horizon_days=chance.choice((14, 21, 28, 28, 42, 60)),
        buffer_minutes=chance.choice((0, 0, 0, 10, 15, 15, 30)),
        cancel_hours=chance.choice((12, 24, 24, 24, 24, 36)),
        late_refund_percent=chance.choice((0, 0, 50, 50, 50, 100)),
        answers_within_minutes=chance.choice((15, 30, 60, 60) if instant else (30, 60, 120, 240, 240, 480, 960)),
    )


def draw_reviews_count(chance: Random, since_days: int) -> int:
    """How many reviews: hardly any for a newcomer, a handful for most, forty at the most."""
    if since_days < 60 or chance.random() < 0.08:
        return chance.choice((0, 0, 0, 1, 2))
    return min(40, round(chance.gammavariate(1.3, 8)) + 1)


def draw_taught(chance: Random, reviews: int, since_days: int) -> int:
    """Roughly one lesson in five is written about, and nobody teaches more than five a day."""
    return min(since_days * 5, round(reviews * chance.uniform(3.5, 7)) + chance.randint(0, 6))
