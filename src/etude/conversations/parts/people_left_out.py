"""Names of people, left out of words that go to somebody who need not know them."""

import re
from collections.abc import Iterable

from etude.conversations.understanding.lexicon import LANGUAGES, load_lexicon
from etude.matching.taxonomy import fold, load_taxonomy

SOMEBODY = "[name]"
_NAME = r"[^\W\d_][\w'’-]*"
_CAPITAL = r"(?-i:[A-ZÀ-ÖØ-Þ])[\w'’-]+"
_INTRODUCED = (
    r"my name is|my name['’]s|his name is|her name is|i am called|i['’]m called|(?:is|are) called|named|"
    r"heiße|heisse|heißt|heisst|mein name ist|namens|me llamo|mi nombre es|se llama|llamad[oa]"
)
_RELATED = (
    r"i am|i['’]m|this is|ich bin|hier ist|soy|son|daughter|child|kid|boy|girl|lad|brother|sister|husband|wife|partner|"
    r"mum|mom|mother|dad|father|friend|sohn|tochter|kind|junge|mädchen|bruder|schwester|mann|frau|freund|freundin|"
    r"mutter|vater|hijo|hija|niño|niña|hermano|hermana|marido|mujer|esposa|madre|padre|amigo|amiga"
)
_DOES = (
    r"is|was|has|wants|likes|loves|needs|would|will|can|turns|plays|learns|ist|hat|will|möchte|mag|spielt|lernt|"
    r"es|tiene|quiere|toca|aprende|necesita"
)
_AFTER_A_WORD = re.compile(rf"\b(?:{_INTRODUCED})\s+({_NAME}(?:[ -]{_CAPITAL}){{0,2}})", re.IGNORECASE)
_AFTER_A_PERSON = re.compile(rf"\b(?:{_RELATED}),?\s+({_CAPITAL}(?: {_CAPITAL}){{0,2}})", re.IGNORECASE)
_BEFORE_A_DEED = re.compile(rf"\b({_CAPITAL}(?: {_CAPITAL}){{0,2}})(?=(?:\s+(?:{_DOES})\b|,?\s+(?:aged\s+)?\d))")


def leave_out_people(words: str, known: Iterable[str] = ()) -> str:
    """The words without the `known` names, and without those that are introduced as names in them.

    It reads English, German and Spanish; a name that nothing marks as one stays. What can be learnt, and everyday
    words, are never taken for names.
    """
    for name in sorted({part for each in known for part in (each, *each.split()) if part}, key=len, reverse=True):
        words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", SOMEBODY, words, flags=re.IGNORECASE)
    words = _AFTER_A_WORD.sub(_without_name, words)
    for pattern in (_AFTER_A_PERSON, _BEFORE_A_DEED):
        words = pattern.sub(_without_strange_name, words)
    return words


def _without_name(found: re.Match[str]) -> str:
    return found[0].replace(found[1], SOMEBODY)


def _without_strange_name(found: re.Match[str]) -> str:
    return found[0] if any(_is_familiar(word) for word in found[1].split()) else _without_name(found)


def _is_familiar(word: str) -> bool:
    known = any(fold(word) in load_lexicon(language).known for language in LANGUAGES)
    return known or any(load_taxonomy().find(word, language) for language in LANGUAGES)
