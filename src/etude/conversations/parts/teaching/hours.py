"""The first hours of every week that a tutor says; every later change of them is a flow of its own."""

from datetime import date

from etude.calendar.hours import Availability
from etude.conversations.chat import Chat
from etude.conversations.forms import Form, Option, Utterance, answer
from etude.conversations.parts.week_plan import WeekPlan, absorb_plan
from etude.conversations.parts.weekly_hours import hours_of, planned_week, set_hours, trouble_with, week_words
from etude.core.text import Text, _, zone_named

MOST_WORDS_ALONE = 4
OFFERED = (
    (_("Weekdays 3 to 8pm"), range(5), (15 * 60, 20 * 60)),
    (_("Weekdays 9am to 5pm"), range(5), (9 * 60, 17 * 60)),
    (_("Weekends 10am to 4pm"), range(5, 7), (10 * 60, 16 * 60)),
)


def absorb_hours(old: WeekPlan | None, said: Utterance) -> WeekPlan | None:
    """Days with hours; a day that is named in another sentence, such as when prices begin, is none of them."""
    plan = absorb_plan(old, said)
    if plan is None or plan.hours or old is not None or len(said.text.split()) <= MOST_WORDS_ALONE:
        return plan
    return None


class Hours(Form):
    """When they teach."""

    plan = answer(
        WeekPlan,
        absorbs=absorb_hours,
        names=("hours",),
        hint=_("Say days and hours: “Mondays and Wednesdays 3 to 8pm”."),
    )


async def settle_hours(chat: Chat) -> None:
    """Their hours of every week, asked for, kept, and said back."""
    nothing = Availability(chat.person.zone)
    today = chat.now.astimezone(zone_named(chat.person.zone)).date()

    def check(plan: WeekPlan) -> Text | None:
        return trouble_with(plan, nothing, today)

    options = [Option(label, WeekPlan(hours=dict.fromkeys(days, (span,)))) for label, days, span in OFFERED]
    words = _("When do you teach, every week? Such as “Mondays and Wednesdays 3 to 8pm, Saturdays 10 to 2”.")
    plan = await chat.ask(Hours.plan, words, options, check=check)
    week = planned_week(nothing, plan)
    await chat.once("kept_hours", set_hours, chat.person.id, hours_of(week, _later(plan.starts, today)))
    await chat.say(_("Your week:\n{week}", week=week_words(week)), "week")


def _later(starts: date | None, today: date) -> date | None:
    return starts if starts and starts > today else None
