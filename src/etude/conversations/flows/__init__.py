"""The dialogues, by name. A flow knows its parts and the domain, never another flow; buttons name flows by word."""

from collections.abc import Mapping

from etude.conversations.engine import Flow
from etude.conversations.flows import (
    answer_offer,
    answer_request,
    answer_review,
    ask_tutor,
    book,
    cancel_lesson,
    change_lesson,
    favourites,
    going_on,
    guardian,
    hours,
    my_calendar,
    my_data,
    my_learners,
    my_lessons,
    my_name,
    my_preferences,
    propose_times,
    review,
    searches,
    see_tutor,
    settings,
    support,
    switch_channel,
    teach,
    time_off,
    tutor_profile,
    weekly_hours,
)

FLOWS: Mapping[str, Flow] = {
    flow.name: flow
    for flow in (
        book.FLOW,
        guardian.FLOW,
        my_lessons.FLOW,
        *searches.FLOWS,
        *my_learners.FLOWS,
        *my_preferences.FLOWS,
        *settings.FLOWS,
        *my_data.FLOWS,
        change_lesson.FLOW,
        cancel_lesson.FLOW,
        *my_calendar.FLOWS,
        my_name.FLOW,
        switch_channel.FLOW,
        *going_on.FLOWS,
        *see_tutor.FLOWS,
        *ask_tutor.FLOWS,
        *answer_request.FLOWS,
        *favourites.FLOWS,
        review.FLOW,
        answer_review.FLOW,
        *propose_times.FLOWS,
        *answer_offer.FLOWS,
        *hours.FLOWS,
        time_off.FLOW,
        weekly_hours.FLOW,
        teach.FLOW,
        tutor_profile.FLOW,
        *support.FLOWS,
    )
}
