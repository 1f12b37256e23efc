"""How a tutor sounds: a headline and a bio, put together in one of many shapes."""

from collections.abc import Mapping
from random import Random

from etude.testing.seeds.names import Stranger
from etude.testing.seeds.profile import Place
from etude.testing.seeds.teaching import GENRE_WORDS, STYLES, Teaching
from etude.testing.seeds.words import Decks

# A blank part starts a new paragraph.
_SHAPES = (
    "opener craft method",
    "opener craft method practical",
    "short craft",
    "craft method life",
    "opener method craft close",
    "short craft practical",
    "opener craft | method practical",
    "life opener craft",
    "craft craft method close",
    "opener life | craft method | close",
    "method craft opener",
    "short method craft life",
    "opener craft",
    "opener craft craft method | practical life",
    "craft opener practical close",
    "short method",
)
# One plays music, but not the theory of it.
_NO_INSTRUMENT = {"singing", "music-production", "music-theory", "songwriting", "early-childhood-music"}
_CLASSICAL = {"classical", "baroque", "romantic", "early-music", "contemporary"}
# Print nothing, but only those have them who teach that way.
_TAGS = {"room": "tutor", "screen": "online", "travel": "student"}
_WITH_ARTICLE = {"East Village", "Upper West Side"}
_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


class Voices:
    """Deals headlines and bios for one crowd of tutors."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._bios = Decks("bios", chance)
        self._headlines = Decks("headlines", chance)
        self._shapes: list[str] = []

    def headline(self, teaching: Teaching, values: Mapping[str, str]) -> str:
        return self._headlines.deal(teaching.kind, values)

    def bio(self, teaching: Teaching, values: Mapping[str, str], locale: str) -> str:
        """A few sentences; paragraphs are divided by an empty line. Some slip into their own language for one."""
        said = (self._say(paragraph.split(), teaching, values, locale) for paragraph in self._shape().split(" | "))
        return "\n\n".join(" ".join(sentences) for sentences in said)

    def _say(self, parts: list[str], teaching: Teaching, values: Mapping[str, str], locale: str) -> list[str]:
        return [self._bios.deal(self._heading(part, teaching, locale), values) for part in parts]

    def _heading(self, part: str, teaching: Teaching, locale: str) -> str:
        if f"{part}.{locale}" in self._bios:
            return f"{part}.{locale}"
        kind = "study" if teaching.kind == "exam" and f"{part}.exam" not in self._bios else teaching.kind
        if part == "craft":
            return f"craft.{teaching.subject}"
        if part == "method":
            return self._chance.choice(("method.any", f"method.{kind}"))
        return part if part in self._bios else f"{part}.{kind}"

    def _shape(self) -> str:
        if not self._shapes:
            self._shapes = list(_SHAPES)
            self._chance.shuffle(self._shapes)
        return self._shapes.pop()


def describe(
    person: Stranger,
    teaching: Teaching,
    genres: tuple[str, ...],
    years: int,
    place: Place | None,
    formats: frozenset[str],
) -> dict[str, str]:
    """The fields a sentence may use; one without a place, or new to teaching, is given fewer."""
    return {
        "first": person.name.split()[0],
        "she": "she" if person.she else "he",
        "She": "She" if person.she else "He",
        **_describe_trade(teaching),
        **_describe_genre(genres),
        **({"years": _NUMBERS[years] if years < len(_NUMBERS) else str(years)} if years >= 3 else {}),
        **(_describe_place(place) if place else {}),
        **{tag: "" for tag, format_ in _TAGS.items() if format_ in formats},
    }


def _describe_trade(teaching: Teaching) -> dict[str, str]:
    player = teaching.player
    someone = f"{'an' if player[0] in 'aeio' else 'a'} {player}"
    found = {"it": teaching.it, "player": player, "a_player": someone}
    if teaching.kind == "music" and teaching.subject not in _NO_INSTRUMENT:
        found |= {"instrument": teaching.it, "artist": player, "a_artist": someone}
    return found


def _describe_genre(genres: tuple[str, ...]) -> dict[str, str]:
    found = {}
    if genres:
        found["genre"] = GENRE_WORDS.get(genres[0], genres[0].replace("-", " "))
    if genres and genres[0] in STYLES:
        found["style"] = genres[0]
    if genres and genres[0] not in _CLASSICAL:
        found["astray"] = found["genre"]
    return found


def _describe_place(place: Place) -> dict[str, str]:
    article = "the " if place.district in _WITH_ARTICLE else ""
    return {"district": article + place.district, "city": place.city}
