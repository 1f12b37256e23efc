"""Greetings, thanks and goodbyes, told apart by their words."""

from typing import Literal

from etude.core.text import Text, _

Talk = Literal["hello", "thanks", "bye", "talk"]
_HELLO = frozenset(
    ("hi", "hello", "hey", "hiya", "yo", "howdy", "good", "hallo", "guten", "moin", "hola", "buenos", "buenas")
)
_THANKS = frozenset(("thanks", "thank", "thx", "ty", "cheers", "ta", "danke", "dankeschön", "gracias"))
_BYE = frozenset(
    (
        "bye",
        "goodbye",
        "night",
        "cya",
        "see",
        "tschüss",
        "tschau",
        "ciao",
        "chao",
        "wiedersehen",
        "adiós",
        "adios",
        "hasta",
    )
)
# "Thanks, I see" is no goodbye.
_MAYBE_BYE = frozenset(("see", "night"))


def kind_of_talk(words: str) -> Talk:
    """Which it is, going by the words in it."""
    said = {word.strip(" ,.!?") for word in words.casefold().split()}
    if said & _BYE and not (said & _THANKS and said & _BYE <= _MAYBE_BYE):
        return "bye"
    if said & _THANKS:
        return "thanks"
    return "hello" if said & _HELLO else "talk"


def answer_kindly(name: str, *, waits: bool) -> Text:
    """A greeting, thanks, a goodbye or a nod returned; `waits` says that a payment is waited for."""
    if waits and name in ("thanks", "nod"):
        return _("I'm waiting for the payment, and tell you as soon as it's here.")
    words = {
        "hello": _("Hello! What can I do for you?"),
        "thanks": _("You're welcome!"),
        "bye": _("Goodbye, and see you soon."),
    }
    return words.get(name, _("I'm here whenever you need me."))
