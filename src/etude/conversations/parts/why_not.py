"""Why a time is not offered, in words."""

from datetime import datetime

from etude.calendar.refusals import Reason, Why
from etude.conversations.parts.joining import all_of
from etude.core.text import Text, _


def why_not(reason: Reason, start: datetime, tutor: str) -> Text:
    """The true reason in one sentence; nobody hears whose lesson it is that stands in the way."""
    match reason.why:
        case Why.PAST:
            return _("{start:when} is over already.", start=start)
        case Why.NOTICE if reason.at:
            return _("{tutor} needs more notice: {at:when} at the earliest.", tutor=tutor, at=reason.at)
        case Why.HORIZON if reason.day:
            return _("{tutor} can be booked until {day:short}, not further ahead.", tutor=tutor, day=reason.day)
        case Why.DAY_OFF if reason.day:
            return _("{tutor} is off on {day:day}.", tutor=tutor, day=reason.day)
        case Why.OUTSIDE_HOURS if reason.hours:
            hours = [_("{a:clock} to {b:clock}", a=each.start, b=each.end) for each in reason.hours]
            return _("{tutor} teaches {hours} that day.", tutor=tutor, hours=all_of(hours))
        case Why.OUTSIDE_HOURS if reason.day:
            return _("{tutor} doesn't teach on {day:short}.", tutor=tutor, day=reason.day)
        case Why.TOO_SHORT if reason.at:
            return _("{tutor} stops at {at:clock} that day.", tutor=tutor, at=reason.at)
        case Why.OWN_LESSON:
            return _("There is another lesson of yours then.")
        case Why.OFF_GRID if reason.at:
            return _("Lessons begin on the hour or the half hour, such as {at:clock}.", at=reason.at)
        case _:
            return _("{start:when} is taken.", start=start)
