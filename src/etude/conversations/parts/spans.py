"""How long something takes, in words."""

from datetime import timedelta

from etude.core.text import Text, counted
from etude.core.tutors.model import Tutor


def span_words(tutor: Tutor) -> Text:
    """How soon this tutor usually answers."""
    return describe_span(tutor.answers_within)


def describe_span(span: timedelta) -> Text:
    minutes = int(span.total_seconds()) // 60
    if minutes < 60:
        return counted("{count} minute", "{count} minutes", max(minutes, 5))
    return counted("an hour", "{count} hours", round(minutes / 60))
