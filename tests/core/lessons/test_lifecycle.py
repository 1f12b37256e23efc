"""The table of a lesson's life, row by row: who may take it and who may not, from where, and that twice is once."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from etude.core.errors import NotYoursError, TransitionError
from etude.core.lessons import booking, moving, steps
from etude.core.lessons.lifecycle import TRANSITIONS
from etude.core.lessons.model import Actor, Status

HOUR = timedelta(hours=1)
ROLES = ("student", "tutor", "stranger")


@dataclass(frozen=True)
class Deed:
    """Something a person does: how the lesson got there, who may do it, and where it ends."""

    row: str
    before: str
    may: tuple[str, ...]
    after: Status
    event: str


DEEDS = (
    Deed("confirm", "requested", ("tutor",), Status.CONFIRMED, "LessonConfirmed"),
    Deed("decline", "requested", ("tutor",), Status.DECLINED, "LessonDeclined"),
    Deed("withdraw", "requested", ("student",), Status.WITHDRAWN, "LessonWithdrawn"),
    Deed("withdraw", "countered", ("student",), Status.WITHDRAWN, "LessonWithdrawn"),
    Deed("propose", "requested", ("tutor",), Status.COUNTERED, "TimesProposed"),
    Deed("accept_proposed", "countered", ("student",), Status.CONFIRMED, "LessonConfirmed"),
    Deed("refuse_proposed", "countered", ("student",), Status.DECLINED, "LessonDeclined"),
    Deed("ask_to_move", "confirmed", ("student", "tutor"), Status.CONFIRMED, "MoveProposed"),
    Deed("accept_move", "moving", ("tutor",), Status.CONFIRMED, "MoveAccepted"),
    Deed("refuse_move", "moving", ("student", "tutor"), Status.CONFIRMED, "MoveRefused"),
    Deed("cancel", "confirmed", ("student", "tutor"), Status.CANCELLED, "LessonCancelled"),
    Deed("cancel", "moving", ("student", "tutor"), Status.CANCELLED, "LessonCancelled"),
)
BEFORE = ("held", "requested", "countered", "confirmed", "moving", "completed", "settled", "cancelled", "expired")


async def bring(school, state):
    """An hour of Daniel's with Ada, as far as `state`; the student has asked to move where it is `moving`."""
    # No earlier lesson of the same test is in its way.
    school.friday = max(school.friday + timedelta(days=1), school.clock.now() + timedelta(days=4))
    if state in ("held", "expired"):
        lesson = await school.hold()
    elif state in ("requested", "countered"):
        lesson = await school.request()
    else:
        lesson = await school.book()
    if state == "expired":
        await school.later(HOUR)
    elif state == "countered":
        await school.do(moving.propose, lesson.id, school.ada, [school.friday + 2 * HOUR])
    elif state == "moving":
        await school.do(moving.ask_to_move, lesson.id, school.daniel, school.friday + 2 * HOUR)
    elif state == "cancelled":
        await school.do(booking.cancel, lesson.id, school.ada)
    elif state in ("completed", "settled"):
        await school.until(lesson.end)
    if state == "settled":
        await school.later(72 * HOUR)
    return lesson


async def act(school, row, lesson, role):
    who = {"student": school.daniel, "tutor": school.ada, "stranger": school.carla}[role]
    more = {
        "decline": ["I am away that week."],
        "propose": [[school.friday + 2 * HOUR]],
        "accept_proposed": [school.friday + 2 * HOUR],
        "ask_to_move": [school.friday + 2 * HOUR],
    }
    deed = getattr(booking, row, None) or getattr(moving, row)
    return await school.do(deed, lesson.id, who, *more.get(row, []))


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: f"{deed.row}-{deed.before}")
async def test_who_may_do_it_and_that_twice_is_once(school, deed):
    for role in ROLES:
        lesson = await bring(school, deed.before)
        before = await school.lesson(lesson)
        school.heard.clear()
        if role not in deed.may:
            with pytest.raises((NotYoursError, TransitionError)):
                await act(school, deed.row, lesson, role)
            assert (await school.lesson(lesson), school.heard) == (before, []), role
            continue
        done = await act(school, deed.row, lesson, role)
        assert (done.status, school.names()) == (deed.after, [deed.event]), role
        assert await act(school, deed.row, lesson, role) == done
        assert (await school.lesson(lesson), school.names()) == (done, [deed.event])
        assert (await school.logged(lesson.id)).count(deed.row) == 1


@pytest.mark.parametrize("row", sorted({deed.row for deed in DEEDS}))
async def test_from_any_other_state_it_is_refused_and_nothing_changes(school, row):
    allowed = {deed.before for deed in DEEDS if deed.row == row}
    # A second wish to move takes the place of the first.
    for state in set(BEFORE) - allowed - ({"moving"} if row == "ask_to_move" else set()):
        lesson = await bring(school, state)
        before, kept = await school.lesson(lesson), await school.blocked(lesson.id)
        school.heard.clear()
        for role in ("student", "tutor"):
            try:
                after = await act(school, row, lesson, role)
            except (NotYoursError, TransitionError):
                continue
            # Only what has come about already is agreed to once more.
            assert after.status is TRANSITIONS[row].target, state
        assert (await school.lesson(lesson), await school.blocked(lesson.id), school.heard) == (before, kept, []), state


@pytest.mark.parametrize("row", TRANSITIONS)
async def test_nobody_takes_a_step_that_the_table_leaves_to_others(school, row):
    doers = {"student": school.daniel, "tutor": school.ada, "": school.carla, "timer": Actor.TIMER, "bank": Actor.BANK}
    for state in BEFORE:
        lesson = await bring(school, state)
        before, kept, lines = (
            await school.lesson(lesson),
            await school.blocked(lesson.id),
            await school.logged(lesson.id),
        )
        school.heard.clear()
        for role in doers.keys() - TRANSITIONS[row].actors:
            for door in (steps.lock_for, steps.advance):
                with pytest.raises(NotYoursError):
                    await school.do(door, before if door is steps.advance else lesson.id, row, doers[role])
        assert (await school.lesson(lesson), await school.blocked(lesson.id)) == (before, kept), state
        assert (await school.logged(lesson.id), school.heard) == (lines, []), state


async def test_the_bank_makes_a_held_hour_a_request_or_a_booking(school):
    asked = await school.request()
    assert (asked.status, asked.deadline) == (Status.REQUESTED, school.clock.now() + 24 * HOUR)
    booked = await school.book(school.friday + 3 * HOUR)
    assert (booked.status, booked.deadline) == (Status.CONFIRMED, None)
    for lesson, instant in ((asked, False), (booked, True)):
        assert await school.do(booking.authorised, lesson.id, instant=instant) == lesson


@pytest.mark.parametrize("state", ["requested", "countered", "confirmed", "moving"])
async def test_without_its_money_a_lesson_is_off_and_its_time_free(school, state):
    lesson = await bring(school, state)
    school.heard.clear()
    off = await school.do(booking.fall_through, lesson.id)
    assert (off.status, off.refund, off.proposed, off.deadline) == (Status.CANCELLED, None, (), None)
    assert await school.do(booking.fall_through, lesson.id) == off
    assert (await school.blocked(lesson.id), school.names()) == (set(), ["LessonUnpaid"])


async def test_a_held_hour_can_be_given_back_once_and_harmlessly_ever_after(school):
    lesson = await school.hold()
    await school.do(booking.release, lesson.id)
    assert (await school.lesson(lesson)).status is Status.EXPIRED
    await school.do(booking.release, lesson.id)
    booked = await school.book()
    await school.do(booking.release, booked.id)
    assert (await school.lesson(booked)).status is Status.CONFIRMED
    assert await school.logged(lesson.id) == ["hold", "expire_hold"]


async def test_only_states_that_keep_their_time_keep_it(school):
    keeping = {"held": 1, "requested": 1, "countered": 2, "confirmed": 1, "moving": 2}
    for state in BEFORE:
        lesson = await bring(school, state)
        assert len(await school.blocked(lesson.id)) == keeping.get(state, 0), state
