"""What the buttons of earlier messages still do, as a client is told."""

from datetime import UTC, datetime

import pytest

from etude.bots.web_widget.standing import Standing, Standings
from etude.conversations.messages import (
    Button,
    GiveAnswer,
    LessonCard,
    OpenLink,
    PayLink,
    Say,
    StartFlow,
    TimeOption,
    Times,
)
from etude.conversations.store import Message
from etude.core.ids import LessonId
from etude.core.lessons.model import Status
from etude.core.money import Money
from etude.core.text import _

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LESSON, OTHER = LessonId("les_1"), LessonId("les_2")


def message(seq, reply):
    return Message(f"m_{seq}", seq, "etude", reply, "", None, None, NOON)


def words(*meanings):
    return Say(_("Well?"), tuple(Button(_("Yes"), meaning) for meaning in meanings))


def pay(lesson=LESSON):
    return PayLink(_("Last step."), Money(3800, "GBP"), "/pay/x", NOON, _("Pay"), lesson=lesson)


def card(status, lesson=LESSON):
    take_back = Button(_("Take it back"), StartFlow("cancel_lesson", {"lesson": lesson}))
    return LessonCard(_("So it stands."), lesson, _("Piano with Ada"), (), status.value, (take_back,))


def times(run):
    return Times(_("When?"), (TimeOption(NOON, Button(_("12:00"), GiveAnswer(run, "time", "12"))),))


def stand(*replies, runs=(), **statuses):
    """How each reply stands at last, by its number."""
    standings = Standings()
    standings.take([message(seq, reply) for seq, reply in enumerate(replies, 1)])
    known = {LessonId(lesson): status for lesson, status in statuses.items()}
    return {int(name.removeprefix("m_")): each for name, each in standings.changes(runs, known).items()}


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        (Status.HELD, Standing("open", Status.HELD)),
        (Status.REQUESTED, Standing("past", Status.REQUESTED)),
        (Status.CONFIRMED, Standing("past", Status.CONFIRMED)),
        (Status.EXPIRED, Standing("past", Status.EXPIRED)),
    ],
)
def test_a_pay_link_is_good_while_its_time_is_kept_and_then_says_what_came_of_it(status, standing):
    assert stand(pay(), les_1=status) == {1: standing}


def test_the_newer_of_two_pay_links_for_one_lesson_is_the_one_to_use():
    assert stand(pay(), pay(), les_1=Status.HELD) == {1: Standing("past"), 2: Standing("open", Status.HELD)}


def test_what_came_of_a_payment_is_told_once():
    found = stand(pay(), pay(), card(Status.REQUESTED), les_1=Status.REQUESTED)
    assert (found[1], found[2]) == (Standing("past"), Standing("past", Status.REQUESTED))


def test_a_pay_link_goes_on_telling_how_it_stands_under_newer_cards():
    replies = (pay(), card(Status.REQUESTED), card(Status.CONFIRMED))
    found = stand(*replies, les_1=Status.CONFIRMED)
    assert found[1] == Standing("past", Status.CONFIRMED)
    assert found[2] == Standing("past", None)
    assert found[3] == Standing("open", Status.CONFIRMED)


def test_a_card_that_is_no_longer_true_says_how_it_stands():
    assert stand(card(Status.CONFIRMED), les_1=Status.CANCELLED) == {1: Standing("past", Status.CANCELLED)}


def test_cards_of_two_lessons_do_not_disturb_each_other():
    found = stand(card(Status.CONFIRMED), card(Status.CONFIRMED, OTHER), les_1=Status.CONFIRMED, les_2=Status.CONFIRMED)
    assert {each.now for each in found.values()} == {"open"}


def test_an_answer_can_be_changed_for_as_long_as_its_run_is_under_way():
    replies = (words(GiveAnswer("run_1", "who", "me")), times("run_1"), times("run_1"))
    assert [each.now for each in stand(*replies, runs={"run_1"}).values()] == ["change"] * 3
    assert [each.now for each in stand(*replies).values()] == ["past"] * 3


def test_a_question_that_is_asked_again_in_words_is_answered_there():
    asked = words(GiveAnswer("run_1", "who", "me"))
    assert stand(asked, asked, runs={"run_1"}) == {1: Standing("past"), 2: Standing("change")}


def test_what_starts_something_stays_open_unless_its_lesson_is_over_or_spoken_of_again():
    menu, move = words(StartFlow("book")), words(StartFlow("accept_move", {"lesson": LESSON}))
    assert stand(menu, move, les_1=Status.CONFIRMED) == {1: Standing("open"), 2: Standing("open")}
    assert stand(menu, move, les_1=Status.CANCELLED) == {1: Standing("open"), 2: Standing("past")}
    assert stand(move, card(Status.CONFIRMED), les_1=Status.CONFIRMED)[1] == Standing("past")


def test_words_and_links_have_nothing_to_be_spent():
    assert stand(Say(_("Hello!")), words(OpenLink("https://example.org"))) == {}


def test_only_what_has_changed_is_told():
    standings = Standings()
    standings.take([message(1, pay()), message(2, words(StartFlow("book")))])
    assert set(standings.changes((), {LESSON: Status.HELD})) == {"m_1", "m_2"}
    assert standings.changes((), {LESSON: Status.HELD}) == {}
    assert standings.changes((), {LESSON: Status.REQUESTED}) == {"m_1": Standing("past", Status.REQUESTED)}


def test_a_lesson_that_is_over_can_still_be_given_stars_and_its_review_answered():
    stars, reply = words(StartFlow("review", {"lesson": LESSON})), words(StartFlow("answer_review", {"lesson": LESSON}))
    again = words(StartFlow("cancel_lesson", {"lesson": LESSON}))
    found = stand(stars, reply, again, les_1=Status.COMPLETED)
    assert [each.now for each in found.values()] == ["past", "open", "open"]
