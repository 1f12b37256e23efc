"""Phone numbers, addresses and names on other services, left out until two people have a paid lesson together."""

import re
import unicodedata

LEFT_OUT = "…"
_DIGIT_WORDS = "zero|oh|one|two|three|four|five|six|seven|eight|nine"
_LINK = r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|me|de|es|uk|co|app|link|info|eu)\b(?:/\S*)?"
_MAIL = r"\S+@\S+\.\w+|\b[\w.+-]+\s*(?:\(at\)|\[at\]|\bat\b)\s*[\w-]+\s*(?:\(dot\)|\[dot\]|\bdot\b|\.)\s*\w{2,6}\b"
_HANDLE = r"(?<!\w)@\w[\w.]{2,}"
# A plus, a leading zero or nine digits make a telephone number; a day, a price or an opus has none of them.
_PHONE = r"(?<![\d.])(?:\+\s?\d(?:[\s().\-/]*\d){6,}|\(?0\d(?:[\s().\-/]*\d){6,}|\d(?:[\s()_\-]*\d){8,})(?!\w)"
_SPELT = rf"\b(?:(?:{_DIGIT_WORDS})[\s,-]+){{7,}}(?:{_DIGIT_WORDS})\b"
_DETAILS = re.compile("|".join((_MAIL, _LINK, _HANDLE, _PHONE, _SPELT)), re.IGNORECASE)


def leave_out_details(words: str) -> str:
    """The words with an ellipsis where a contact detail stood."""
    # Signs that nobody sees, and wide ones, hide a detail from us and not from its reader.
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", words) if unicodedata.category(sign) != "Cf")
    return _DETAILS.sub(LEFT_OUT, seen) if _DETAILS.search(seen) else words
