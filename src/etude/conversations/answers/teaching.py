"""What a tutor asks about their own work and their own students; of nobody else's."""

from datetime import date, datetime

from etude.calendar.hours import wall_clock
from etude.conversations.answers.known import Known
from etude.conversations.answers.lessons import spoken_of
from etude.conversations.answers.situation import Situation
from etude.conversations.forms import Utterance
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.days_off import Stretch
from etude.conversations.parts.joining import joined
from etude.conversations.parts.lesson_words import STATUS_WORDS, LessonView, first_name, lesson_title
from etude.conversations.parts.readers import days_of
from etude.conversations.parts.taken_off import back_button, days_off_of, list_days_off, take_off_button, within
from etude.conversations.parts.weekly_hours import load_year
from etude.conversations.parts.what_waits import what_waits
from etude.core.lessons.lifecycle import SETTLE_AFTER
from etude.core.lessons.model import Lesson, Status
from etude.core.lessons.store import lessons_of
from etude.core.text import Text, _, counted, verbatim

# The lessons by which somebody is a tutor's student.
TOGETHER = (Status.REQUESTED, Status.COUNTERED, Status.CONFIRMED, Status.COMPLETED, Status.SETTLED)
MOST_DAYS = 2
# How a tutor's answer to a request is called, and that there is none yet.
ANSWERED = {
    Status.REQUESTED: STATUS_WORDS[Status.REQUESTED],
    Status.COUNTERED: STATUS_WORDS[Status.COUNTERED],
    Status.CONFIRMED: STATUS_WORDS[Status.CONFIRMED],
    Status.DECLINED: _("declined"),
}
TAUGHT = (Status.COMPLETED, Status.SETTLED)


def who(situation: Situation, said: Utterance) -> Known | None:
    """A learner of theirs: first name, age where it was told, who booked, and their lessons together."""
    if not situation.teaches:
        return None
    theirs = [
        (each, view)
        for each in lessons_of(situation.conn, situation.scene.person.id, statuses=TOGETHER)
        if each.tutor == situation.scene.person.id
        if (view := situation.view(each.id))
        if situation.names(view.learner.name, view.student.name)
    ]
    by_name = [pair for pair in theirs if situation.names(pair[1].learner.name)] or theirs
    if not by_name:
        return None
    view = by_name[-1][1]
    lessons = [each for each, other in by_name if other.learner.id == view.learner.id]
    words = _("{who}. {lessons}", who=_who(situation, view), lessons=_together(lessons, situation.scene.now))
    return Known((Say(words, (_MY_LESSONS, _MY_WEEK)),))


def paid(situation: Situation, said: Utterance) -> Known | None:
    """When the money of their next lesson is theirs."""
    if not situation.teaches:
        return None
    me = situation.scene.person.id
    due = lessons_of(situation.conn, me, statuses=(Status.COMPLETED, Status.CONFIRMED))
    mine = [each for each in due if each.tutor == me]
    view = situation.view(mine[0].id) if mine else None
    if view is None:
        return None
    words = _(
        "{net} for {title} on {start:short} is yours around {day:short}: three days after the lesson.",
        net=view.lesson.net,
        title=lesson_title(view, situation.scene.person),
        start=view.lesson.start,
        day=view.lesson.end + SETTLE_AFTER,
    )
    return Known((Say(words, (_MY_LESSONS,)),))


def net(situation: Situation, said: Utterance) -> Known | None:
    """What they get for the lesson that is talked about."""
    view = spoken_of(situation)
    if not situation.teaches or view is None or not view.is_tutor(situation.scene.person.id):
        return None
    words = _(
        "{title}, {start:when}: you get {net} ({price} less {fee} fee).",
        title=lesson_title(view, situation.scene.person),
        start=view.lesson.start,
        net=view.lesson.net,
        price=view.lesson.price,
        fee=view.lesson.fee,
    )
    return Known((Say(words, (_MY_LESSONS,)),))


def asked_for(situation: Situation, said: Utterance) -> Known | None:
    """What waits for their answer, of the student who is named or of all."""
    if not situation.teaches:
        return None
    replies = what_waits(situation.conn, situation.scene.now, situation.scene.person)
    nothing = Say(_("Nothing waits for your answer. I tell you as soon as something does."), (_MY_LESSONS,))
    return Known((*replies,) or (nothing,))


def answered(situation: Situation, said: Utterance) -> Known | None:
    """What they said last to a request, and to whose; what still waits is shown."""
    if not situation.teaches:
        return None
    me = situation.scene.person.id
    mine = [each for each in lessons_of(situation.conn, me, statuses=tuple(ANSWERED)) if each.tutor == me]
    views = [view for each in mine if (view := situation.view(each.id))]
    named = [view for view in views if situation.names(view.learner.name, view.student.name)]
    last = max(named or views, key=lambda view: view.lesson.updated_at, default=None)
    if last is None or last.lesson.status is Status.REQUESTED:
        return asked_for(situation, said)
    title = lesson_title(last, situation.scene.person, with_booker=True)
    title, status = lesson_title(last, situation.scene.person, with_booker=True), ANSWERED[last.lesson.status]
    words = _("{lesson}, {start:when}: {status}.", lesson=title, start=last.lesson.start, status=status)
    return Known((Say(words, (_MY_LESSONS, _MY_WEEK)),))


def off(situation: Situation, said: Utterance) -> Known | None:
    """Whether they are off on the days that are named, or which days they are off."""
    if not situation.teaches:
        return None
    person, now = situation.scene.person, situation.scene.now
    taken = days_off_of(situation.conn, person, now)
    times = [each for time in said.understood.times for each in (time, *time.alternatives)]
    days = sorted({each for time in times for each in days_of(time)})[:MOST_DAYS]
    if not days:
        return Known((list_days_off(taken),))
    lines = [_on_days(situation, first, last, within(taken, first, last)) for first, last in days]
    whole = [each for first, last in days for each in within(taken, first, last)]
    meant = [Stretch(first=first, last=last) for first, last in days]
    button = back_button(whole[0], _("Teach then")) if whole else take_off_button(meant, _("Take it off"))
    ways = (_MY_WEEK,) if len(days) > 1 else (button, _MY_WEEK)
    return Known((Say(joined(lines, "\n"), ways),))


def _on_days(situation: Situation, first: date, last: date, taken: list[Stretch]) -> Text:
    if taken:
        return _("You're off: {days}.", days=joined([each.words for each in taken], "; "))
    if first != last:
        return _("You have nothing off from {first:day} to {last:day}.", first=first, last=last)
    hours = load_year(situation.conn, situation.scene.person.id, situation.scene.now).hours_on(first)
    spans = [_("{opens}–{closes}", opens=wall_clock(a), closes=wall_clock(b)) for a, b in hours]
    if not spans:
        return _("You have no hours on {day:day}, so nobody can book then.", day=first)
    return _("You're not off on {day:day}: your hours are {hours}.", day=first, hours=joined(spans, ", "))


_MY_LESSONS = Button(_("My lessons"), StartFlow("my_lessons"))
_MY_WEEK = Button(_("My week"), StartFlow("week"))


def _who(situation: Situation, view: LessonView) -> Text:
    born = view.learner.born_year
    learner: Text = verbatim(first_name(view.learner.name))
    if born is not None:
        learner = _("{learner}, about {age}", learner=learner, age=situation.scene.now.year - born)
    if view.learner.person == view.student.id:
        return learner
    if not view.student.name:
        return _("{learner}, booked by a parent", learner=learner)
    return _("{learner}, booked by {booker}", learner=learner, booker=first_name(view.student.name))


def _together(lessons: list[Lesson], now: datetime) -> Text:
    taught = sum(lesson.status in TAUGHT for lesson in lessons)
    words = counted("{count} lesson together so far.", "{count} lessons together so far.", taught)
    if not taught:
        words = _("No lesson together yet.")
    coming = [lesson for lesson in lessons if lesson.status not in TAUGHT and lesson.start > now]
    if not coming:
        return words
    return _("{words} The next: {start:when}.", words=words, start=coming[0].start)
