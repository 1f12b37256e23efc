"""Names as they are typed: without case, accents and signs, each part by itself."""

import re
import unicodedata

_PART = re.compile(r"[^\W\d_]+")


def name_parts(name: str) -> tuple[str, ...]:
    """The parts of a name as they are compared: ``José-Luis Núñez`` is found by jose, luis and nunez."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return tuple(dict.fromkeys(_PART.findall(letters.replace("'", "").replace("’", ""))))
