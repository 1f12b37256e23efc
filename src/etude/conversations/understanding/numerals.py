"""Numbers in words, as long as they are: twenty-five, zweihundertfünfzig, ciento veinte."""

from collections.abc import Callable

_HUNDRED, _THOUSAND = 100, 1000


def add_up(numbers: list[int], joined: list[bool], tens_joined: bool) -> tuple[int, int]:
    """The number that the first of these words say together, and how many of them it takes.

    `joined` says of each word but the first whether an "and" stands before it; `tens_joined` whether the language
    puts one between tens and ones ("treinta y dos"), as others put it after hundreds ("a hundred and twenty").
    """
    total, taken = numbers[0], 1
    for number, by_and in zip(numbers[1:], joined, strict=True):
        if number in (_HUNDRED, _THOUSAND) and 1 < total < number and not by_and:
            total *= number
        elif _goes_on(total, number, by_and, tens_joined):
            total += number
        else:
            break
        taken += 1
    return total, taken


def _goes_on(total: int, number: int, by_and: bool, tens_joined: bool) -> bool:
    if _fits_below(total, number):
        return by_and == tens_joined
    if total % _HUNDRED == 0 and number < _HUNDRED:
        return not (tens_joined and by_and)
    return total % _THOUSAND == 0 and number < _THOUSAND and not by_and


def _fits_below(total: int, number: int) -> bool:
    """ "Twenty" and "five", but not "ten" and "five"."""
    return total % 10 == 0 and total % _HUNDRED >= 20 and 1 <= number <= 9


def read_compound(word: str, known: Callable[[str], int | None], joint: str = "und") -> int | None:
    """A number in one word: dreiundzwanzig, hundertzwanzig. `known` gives the value of a simple one."""
    simple = known(word)
    if simple is not None:
        return simple
    head, mark, tail = word.partition("hundert")
    if mark:
        hundreds = 1 if head in ("", "ein") else known(head)
        rest = read_compound(tail.removeprefix(joint), known) if tail else 0
        return hundreds * _HUNDRED + rest if hundreds and hundreds < 10 and rest is not None else None
    ones, mark, tens = word.partition(joint)
    if not mark:
        return None
    one, ten = 1 if ones == "ein" else known(ones), known(tens)
    return one + ten if one and ten and one < 10 and ten in range(20, 100, 10) else None
