"""Leafing through one's weeks by words: "and the week after"."""

import re
from collections.abc import Sequence

from etude.conversations.forms import Utterance
from etude.conversations.messages import Button, StartFlow
from etude.conversations.parts.teaching.words import any_of

_AFTER, _BEFORE = (re.compile(rf"\W*(?:{any_of('week', name)})\W*", re.IGNORECASE) for name in ("after", "before"))


def turned_week(said: Utterance, shown: Sequence[Button]) -> StartFlow | None:
    """The week after or before the one that is shown, if nothing else is asked for."""
    weeks = [
        (str(each.meaning.args["day"]), each.meaning)
        for each in shown
        if isinstance(each.meaning, StartFlow) and each.meaning.flow == "week" and "day" in each.meaning.args
    ]
    if not weeks:
        return None
    if _AFTER.fullmatch(said.text):
        return max(weeks, key=lambda pair: pair[0])[1]
    return min(weeks, key=lambda pair: pair[0])[1] if _BEFORE.fullmatch(said.text) else None
