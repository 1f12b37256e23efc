"""A tutor's message about when they work: hours of every week, days off, or both at once."""

from dataclasses import replace

from etude.conversations.engine import Started
from etude.conversations.forms import Utterance
from etude.conversations.parts.days_off import absorb_days, apart, names_public_holidays
from etude.conversations.parts.week_plan import absorb_plan, is_dated, plan_without
from etude.conversations.readings import is_sure

ASKED_FOR = 0.6
HOURS = ("time_off", "weekly_hours")


def read_two_wishes(said: Utterance, flow: str | None) -> list[Started]:
    """ "No more Fridays, and I'm away 10 to 12 December": what comes first is what ends first. Nothing where only one
    thing is wished for; `flow` is what is under way."""
    asked_for = [each for each in HOURS if is_sure(said, "StartFlow", each, ASKED_FOR)]
    times = [time for each in said.understood.times for time in apart(each, said)]
    dated = tuple(time for time in times if not time.repeat and is_dated(time))
    if not dated or not (asked_for or flow in HOURS):
        return []
    days = absorb_days(None, replace(said, understood=replace(said.understood, times=dated)))
    plan = absorb_plan(None, said)
    if "time_off" in (*asked_for, flow) and (plan is None or plan.unclear or plan.beyond):
        plan = plan_without(said)
    if days is None or plan is None or plan.unclear or plan.beyond:
        return []
    return [
        Started("weekly_hours", {}, {"plan": plan.model_dump(mode="json")}),
        Started("time_off", {}, {"days": days.model_dump(mode="json")}),
    ]


def read_time_off(said: Utterance, flow: str | None) -> list[Started]:
    """ "Every Friday afternoon off" is a matter of weekly hours, and holidays of the law are asked about."""
    times = said.understood.times
    if not times and names_public_holidays(said):
        return [Started("time_off", {}, {"days": {"public": True}})]
    off = flow == "time_off" or is_sure(said, "StartFlow", "time_off", ASKED_FOR)
    if off and not any(is_dated(time) for time in times) and (plan := plan_without(said)):
        return [Started("weekly_hours", {}, {"plan": plan.model_dump(mode="json")})]
    return []


def read_weekly(said: Utterance) -> list[Started]:
    """ "Also Saturdays 10 to 2": weekdays that come back, with hours, and nothing else."""
    plan = absorb_plan(None, said)
    if plan is None or plan.unclear or plan.beyond or not any(time.repeat for time in said.understood.times):
        return []
    return [Started("weekly_hours", {}, {"plan": plan.model_dump(mode="json")})]
