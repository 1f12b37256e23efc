"""A message cut into tokens, each with everything its language says it may mean."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from etude.conversations.understanding.lexicon import Lexicon, Value
from etude.conversations.understanding.numerals import add_up
from etude.matching.taxonomy import Word

# Nobody says more small words in a row; without a bound, a row of thousands is walked from each of its words.
MOST_FILLERS = 12
# "Two thousand three hundred and forty-five", with what joins it.
MOST_NUMBER_WORDS = 8
# Small signs that belong to the grammar of every language.
_SIGNS: dict[str, dict[str, Value]] = {
    "-": {"dash": 1, "to": 1},
    ":": {"colon": 1},
    ".": {"dot": 1},
    "/": {"slash": 1, "or": 1},
    "?": {"stop": 1},
    "!": {"stop": 1},
    ",": {"comma": 1},
    "(": {"glue": 1},
    ")": {"glue": 1},
    "~": {"at": 1},
    "t": {"glue": 1},
}


@dataclass(slots=True)
class Token:
    """A phrase of the text; `readings` maps each kind it may be to its value. `used` once a rule has spent it."""

    text: str
    start: int
    end: int
    readings: dict[str, Value] = field(default_factory=dict)
    used: bool = False

    def has(self, kind: str) -> bool:
        """Whether it may still be read as a word of this kind."""
        return kind in self.readings and not self.used


_NOTHING = Token("", -1, -1)


class Tokens:
    """The tokens of one message; positions outside the text give a token without meaning.

    `moving` says that something is to be moved, so that "from 5 to 6" names two times and no stretch.
    """

    def __init__(self, text: str, words: Sequence[Word], lexicon: Lexicon) -> None:
        self.text = text
        self.items = _read_tokens(words, lexicon)
        self.moving = any("moving" in token.readings for token in self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, at: int) -> Token:
        return self.items[at] if 0 <= at < len(self.items) else _NOTHING

    def has(self, at: int, kind: str) -> bool:
        """Whether the token at `at` may be read as `kind`."""
        if not 0 <= at < len(self.items):
            return False
        token = self.items[at]
        return kind in token.readings and not token.used

    def number(self, at: int, kind: str = "number") -> int | None:
        """The whole number that the token at `at` gives for `kind`."""
        value = self.items[at].readings.get(kind) if self.has(at, kind) else None
        return value if isinstance(value, int) else None

    def word(self, at: int, kind: str) -> str | None:
        """The name that the token at `at` gives for `kind`."""
        value = self.items[at].readings.get(kind) if self.has(at, kind) else None
        return value if isinstance(value, str) else None

    def skip(self, at: int, *kinds: str) -> int:
        """The first position from `at` on whose token is none of `kinds`, at most MOST_FILLERS further."""
        for _step in range(MOST_FILLERS):
            if not any(self.has(at, kind) for kind in kinds):
                break
            at += 1
        return at

    def glued(self, at: int) -> bool:
        """Whether nothing, not even a space, stands between this token and the one before."""
        return 0 < at < len(self.items) and self.items[at - 1].end == self.items[at].start

    def spend(self, first: int, last: int) -> None:
        """Take the tokens from `first` up to `last` away from the rules that follow."""
        for token in self.items[first:last]:
            token.used = True

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where the tokens from `first` up to `last` stand in the text."""
        return self.items[first].start, self.items[last - 1].end


def _drop_comma(tokens: list[Token]) -> None:
    """ "Thursday, uh, four" says no more than "Thursday four"."""
    if tokens and tokens[-1].text == ",":
        tokens.pop()


def _match_otherwise(word: str, lexicon: Lexicon) -> tuple[int, list[tuple[str, Value]]] | None:
    """ "Tomorrow's" is tomorrow, and a slip of the finger still names a day."""
    if word.endswith("'s"):
        owner = lexicon.index.match_at([Word(word[:-2], 0, 0)], 0)
        return (1, [*owner[1], ("owning", 1)]) if owner else None
    if word.endswith("ish") and len(word) > 5:
        number = lexicon.index.match_at([Word(word[:-3], 0, 0)], 0)
        if number:
            return 1, [*number[1], ("ishy", 1)]
    return lexicon.match_joined(word) or lexicon.match_respelt(word)


def _read_tokens(words: Sequence[Word], lexicon: Lexicon) -> list[Token]:
    plain = [word for word in words if word.text != "-"]
    tokens: list[Token] = []
    at = passed = 0
    while at < len(words):
        word = words[at]
        if word.text == "-":
            tokens.append(Token("-", word.start, word.end, dict(_SIGNS["-"])))
            at += 1
            continue
        match = lexicon.index.match_at(plain, passed) or _match_otherwise(word.text, lexicon)
        size = match[0] if match else 1
        last = plain[passed + size - 1]
        readings: dict[str, Value] = dict(_SIGNS.get(word.text, {})) if size == 1 else {}
        if match:
            for kind, value in match[1]:
                readings.setdefault(kind, value)
        if size == 1 and word.text.isdecimal() and len(word.text) < 9:
            readings["number"] = int(word.text)
            readings["digits"] = len(word.text)
        if "filler" in readings:
            _drop_comma(tokens)
            passed += size
            while at < len(words) and (words[at].start < last.end or words[at].text == ","):
                passed += words[at].text == "," and words[at].start >= last.end
                at += 1
            continue
        tokens.append(
            Token(" ".join(each.text for each in plain[passed : passed + size]), word.start, last.end, readings)
        )
        passed += size
        while at < len(words) and words[at].start < last.end:
            at += 1
    _add_numbers(tokens, lexicon.language == "es")
    _list_days(tokens)
    return tokens


def _add_numbers(tokens: list[Token], tens_joined: bool) -> None:
    """Numbers in several words become one token: "twenty-five", "a hundred and twenty", "ciento veinte"."""
    at = 0
    while at < len(tokens) - 1:
        numbers: list[int] = []
        joined: list[bool] = []
        ends = [at]
        for each in range(at, min(at + MOST_NUMBER_WORDS, len(tokens))):
            value = tokens[each].readings.get("number")
            if isinstance(value, int) and "digits" not in tokens[each].readings:
                if numbers:
                    joined.append(each - ends[-1] > 0 and "and" in tokens[each - 1].readings)
                numbers.append(value)
                ends.append(each + 1)
            elif not numbers or each > ends[-1] or not ("and" in tokens[each].readings or tokens[each].text == "-"):
                break
        total, taken = add_up(numbers, joined, tens_joined) if len(numbers) > 1 else (0, 1)
        if taken > 1:
            last = tokens[ends[taken] - 1]
            text = " ".join(token.text for token in tokens[at : ends[taken]])
            tokens[at : ends[taken]] = [Token(text, tokens[at].start, last.end, {"number": total})]
        at += 1


def _list_days(tokens: list[Token]) -> None:
    """The dashes of "mon-wed-fri" list days; that of "mon-fri" reaches from one to the other."""
    for at in range(len(tokens) - 4):
        days, dashes = tokens[at : at + 5 : 2], tokens[at + 1 : at + 4 : 2]
        if all("weekday" in day.readings for day in days) and all(dash.text in ("-", ",") for dash in dashes):
            for dash in dashes:
                dash.readings = {"comma": 1}
