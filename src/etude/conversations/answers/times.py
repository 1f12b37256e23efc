"""When a tutor is free: real times, which can be tapped where one tutor is meant."""

from datetime import date, datetime, time, timedelta
from functools import partial

from etude.calendar.openings import next_openings, refusal_of
from etude.conversations.answers.known import Known
from etude.conversations.answers.situation import Situation
from etude.conversations.forms import Utterance
from etude.conversations.messages import Button, GiveAnswer, Say, StartFlow, TimeOption, Times
from etude.conversations.parts.joining import joined
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.readers import days_of
from etude.conversations.parts.why_not import why_not
from etude.conversations.state import Run
from etude.core.intervals import Interval
from etude.core.text import Text, _, zone_named
from etude.core.tutors.model import Tutor

MOST_TIMES, MOST_A_DAY = 5, 48
HORIZON = timedelta(days=28)
USUAL_MINUTES = 60


def free(situation: Situation, said: Utterance) -> Known | None:
    """The free times of a day, or the next ones; a clock time is an answer to the question for a time, or a wish."""
    tutors = situation.tutors
    if not tutors or situation.teaches:
        return None
    clock = clock_time(said)
    if clock is not None:
        return None if situation.booking or situation.tutor is None else is_free(situation, situation.tutor, clock)
    day = next((first for each in said.understood.times for first, last in days_of(each) if first == last), None)
    if day is None and said.understood.times:
        return None  # a stretch of days, or "weekday evenings", is a wish
    found = {tutor.id: _openings(situation, tutor, day) for tutor in tutors}
    if situation.tutor is not None:
        return _of_one(situation, situation.tutor, found[situation.tutor.id], day)
    lines = [_line(tutor, found[tutor.id], situation.zone) for tutor in tutors]
    words = joined([_("On {day:day}:", day=day), *lines] if day else lines, "\n")
    return Known((Say(words),))


def _openings(situation: Situation, tutor: Tutor, day: date | None) -> list[datetime]:
    """The free times (UTC) of a tutor on a day of the asker's, or the next few."""
    now, zone = situation.scene.now, situation.zone
    window, limit = Interval(now, now + HORIZON), MOST_TIMES
    if day is not None:
        local = zone_named(zone)
        begins, ends = (datetime.combine(each, time(), local) for each in (day, day + timedelta(days=1)))
        if ends <= now:
            return []
        window, limit = Interval(max(now, begins), ends), MOST_A_DAY
    minutes = _minutes(situation, tutor)
    return next_openings(situation.conn, [tutor.id], now, minutes, window, limit=limit, viewer=zone)[tutor.id]


def _of_one(situation: Situation, tutor: Tutor, times: list[datetime], day: date | None) -> Known:
    name = first_name(tutor.name)
    if not times and day is not None:
        following = _openings(situation, tutor, None)
        if not following:
            return Known((Say(_("{name} has no free time just now.", name=name)),))
        words = _("{name} isn't free on {day:day}. The next times:", name=name, day=day)
        return _picker(situation, tutor, words, following)
    if not times:
        return Known((Say(_("{name} has no free time just now.", name=name)),))
    if day is None:
        return _picker(situation, tutor, _("{name}'s next free times:", name=name), times)
    words = _("{name} on {day:day}: {times}.", name=name, day=day, times=_stretches(times, situation.zone))
    return _picker(situation, tutor, words, _spread(times))


def _picker(situation: Situation, tutor: Tutor, words: Text, times: list[datetime]) -> Known:
    """Times that go into the booking under way, or begin one."""
    run, shown = situation.booking, times[:MOST_TIMES]
    asked = run.asked if run and run.asked and run.asked.answer == "Booking.time" else None
    meanings: list[GiveAnswer | StartFlow] = [_begins(run, tutor, start) for start in shown]
    if run and asked and tutor.id == situation.chosen:
        meanings = [GiveAnswer(run.id, asked.path, _json(start)) for start in shown]
        labels = [_("{time:when}", time=start).to_json() for start in shown]
        asked.choices = [(label, _json(start)) for label, start in zip(labels, shown, strict=True)]
    pairs = zip(shown, meanings, strict=True)
    options = tuple(TimeOption(start, Button(_("{time:when}", time=start), meaning)) for start, meaning in pairs)
    other = tutor.zone if zone_named(tutor.zone) != zone_named(situation.zone) else None
    return Known((Times(words, options, other_zone=other),), asks=bool(asked and tutor.id == situation.chosen))


def _begins(run: Run | None, tutor: Tutor, start: datetime) -> StartFlow:
    """Takes this time with this tutor, in the booking under way or a new one."""
    if run is None:
        return StartFlow("book", {"tutor": tutor.id}, {"time": _json(start)})
    return StartFlow("book", dict(run.args), {"tutor": tutor.id, "time": _json(start)})


def _json(start: datetime) -> str:
    return start.isoformat().replace("+00:00", "Z")


def is_free(situation: Situation, tutor: Tutor, start: datetime) -> Known:
    """Whether one moment is free, and if it is not, why."""
    name, minutes = first_name(tutor.name), _minutes(situation, tutor)
    refusal = refusal_of(situation.conn, tutor.id, start, situation.scene.now, minutes, viewer=situation.zone)
    if refusal is not None:
        again = Button(_("See times"), StartFlow("book", {"tutor": tutor.id}))
        return Known((Say(why_not(refusal, start, name), (again,)),))
    return _picker(situation, tutor, _("Yes, {name} is free then:", name=name), [start])


def _line(tutor: Tutor, times: list[datetime], zone: str) -> Text:
    if not times:
        return _("{name}: no free time", name=first_name(tutor.name))
    return _("{name}: {times}", name=first_name(tutor.name), times=_stretches(times, zone))


def _stretches(times: list[datetime], zone: str) -> str:
    """Beginnings in their stretches, such as ``15:00–17:30, 19:00``."""
    local = zone_named(zone)
    found: list[list[datetime]] = []
    for start in times:
        if found and start - found[-1][-1] <= timedelta(minutes=30):
            found[-1].append(start)
        else:
            found.append([start])
    clock = partial(_clock, local=local)
    return ", ".join(clock(each[0]) if len(each) == 1 else f"{clock(each[0])}–{clock(each[-1])}" for each in found[:4])


def _clock(start: datetime, local: object) -> str:
    return start.astimezone(local).strftime("%H:%M")  # type: ignore[arg-type]


def _spread(times: list[datetime]) -> list[datetime]:
    """A few times from all over a day."""
    if len(times) <= MOST_TIMES:
        return times
    step = (len(times) - 1) / (MOST_TIMES - 1)
    return [times[round(number * step)] for number in range(MOST_TIMES)]


def _minutes(situation: Situation, tutor: Tutor) -> int:
    """The length of lesson that is talked about."""
    card = situation.cards.get(tutor.id)
    if card is not None:
        return card.minutes
    if situation.lesson is not None and situation.lesson.tutor.id == tutor.id:
        return situation.lesson.lesson.minutes
    lengths = [rate.minutes for rate in tutor.rates]
    return min(lengths, key=lambda minutes: abs(minutes - USUAL_MINUTES), default=USUAL_MINUTES)


def clock_time(said: Utterance) -> datetime | None:
    """The one moment that is named."""
    for each in said.understood.times:
        if each.kind == "point" and each.start and each.start.day and each.start.clock:
            return datetime.combine(each.start.day, each.start.clock, said.now.tzinfo)
    return None
