"""Phone numbers, addresses and names on other services, left out until two people have a paid lesson together."""

import re
import unicodedata

LEFT_OUT = "…"
_DIGIT_WORDS = (
    "zero|oh|one|two|three|four|five|six|seven|eight|nine|"
    "null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|"
    "cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
)
_AT = r"(?:\(at\)|\[at\]|\bat\b|\barroba\b)"
# A dot that is written as one stands close: "at home. My son" is no address.
_DOT = r"(?:\s*(?:\(dot\)|\[dot\]|\bdot\b|\bpunkt\b|\bpunto\b)\s*|\.)"
_LINK = r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|me|de|es|uk|co|app|link|info|eu)\b(?:/\S*)?"
_MAIL = rf"\S+@\S+\.\w+|\b[\w.+-]+\s*{_AT}\s*[^\W\d_][\w-]*{_DOT}[^\W\d_]{{2,6}}\b"
_HANDLE = r"(?<!\w)@\w[\w.]{2,}"
# A plus, a leading zero or nine digits make a telephone number; a day, a price or an opus has none of them.
_PHONE = r"(?<![\d.])(?:\+\s?\d(?:[\s().\-/]*\d){6,}|\(?0\d(?:[\s().\-/]*\d){6,}|\d(?:[\s()_\-]*\d){8,})(?!\w)"
_SPELT = rf"\b(?:(?:{_DIGIT_WORDS})[\s,-]+){{7,}}(?:{_DIGIT_WORDS})\b"
_DETAILS = "|".join((_MAIL, _LINK, _HANDLE, _PHONE, _SPELT))
# A book's number looks like a telephone's, and is told from it by its last digit (ISO 2108).
_ISBN = r"\bISBN(?:-1[03])?:?\s*(?P<isbn>[\d][\d\s-]{8,15}[\dXx])\b"
_SERVICE = (
    r"(?:insta(?:gram)?|ig|snap(?:chat)?|whats\s?app|telegram|signal|tik\s?tok|facebook|fb|skype|discord|viber|"
    r"we\s?chat|threema|twitter)"
)
_NAME = r"[\w][\w.#-]{2,}"
# A word after the name of a service is a name there where it is said to be one, or where no other word looks like it.
_ELSEWHERE = (
    rf"\b(?:(?:my|our|mein|meine|unser|mi|nuestro)\s+{_SERVICE}(?:\s+(?:name|handle|account|id|user|usuario|cuenta))?"
    rf"\s*(?:is|ist|heißt|lautet|es|:|=)\s*(?!(?:not|off|broken|fine|nicht|kein|kaputt|no)\b)"
    rf"|{_SERVICE}\s*[:=]\s*|{_SERVICE},?\s+(?:as|als|unter|under|como)\s+"
    rf"|{_SERVICE},?\s+(?=[\w.#-]*[\d_.#][\w.#-]*\w))(?P<name>{_NAME})"
)
_PATTERN = re.compile("|".join((_ISBN, _ELSEWHERE, _DETAILS)), re.IGNORECASE)


def leave_out_details(words: str) -> str:
    """The words with an ellipsis where a contact detail stood."""
    # Signs that nobody sees, and wide ones, hide a detail from us and not from its reader.
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", words) if unicodedata.category(sign) != "Cf")
    left = _PATTERN.sub(_left_of, seen)
    return words if left == seen else left


def _left_of(found: re.Match[str]) -> str:
    if found["isbn"]:
        return found[0] if _is_isbn(found["isbn"]) else LEFT_OUT
    if found["name"]:
        return found[0].removesuffix(found["name"]) + LEFT_OUT
    return LEFT_OUT


def _is_isbn(written: str) -> bool:
    """Whether the last digit checks all others."""
    digits = [10 if sign in "Xx" else int(sign) for sign in written if sign.isalnum()]
    if len(digits) == 13:
        return sum(digit * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10 == 0
    return len(digits) == 10 and sum(digit * (10 - at) for at, digit in enumerate(digits)) % 11 == 0
