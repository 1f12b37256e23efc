"""What stands on a lesson's card for each of its people."""

from datetime import UTC, datetime, timedelta

import pytest

from etude.conversations.parts.lesson_words import LessonView, lesson_card
from etude.core.ids import LearnerId, LessonId, PersonId
from etude.core.lessons.model import Lesson, Status
from etude.core.money import Money
from etude.core.people.model import Learner, Person
from etude.core.tutors.model import Policy

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ADA, CARLA, BEN = PersonId("per_ada"), PersonId("per_carla"), PersonId("per_ben")


def person(id: PersonId, name: str, guardian: PersonId | None = None) -> Person:
    return Person(id, name, "en", "Europe/London", None, guardian is None, guardian, False, {}, 1)


def view_of(status: Status) -> LessonView:
    lesson = Lesson(
        id=LessonId("les_1"),
        tutor=ADA,
        student=CARLA,
        learner=LearnerId("lea_ben"),
        subject="piano",
        format="online",
        place=None,
        start=NOW + timedelta(days=1),
        end=NOW + timedelta(days=1, hours=1),
        status=status,
        price=Money(3800, "GBP"),
        fee=Money(570, "GBP"),
        policy=Policy(24, 50),
        deadline=None,
        proposed=(),
        proposed_by=None,
        reason=None,
        refund=None,
        sequence=1,
        created_at=NOW,
        updated_at=NOW,
    )
    learner = Learner(LearnerId("lea_ben"), "Ben", CARLA, BEN, 2017, "beginner")
    return LessonView(lesson, person(ADA, "Ada Byrne"), person(CARLA, "Carla Moss"), learner)


@pytest.mark.parametrize("status", Status)
def test_a_child_reads_no_price_and_whoever_pays_does(status: Status) -> None:
    view = view_of(status)
    shown = {
        reader.id: [f"{name}: {fact}" for name, fact in lesson_card(view, reader).facts]
        for reader in (view.student, view.tutor, person(BEN, "Ben", CARLA))
    }
    assert "Price: £38" in shown[CARLA]
    earns = status not in (Status.EXPIRED, Status.DECLINED, Status.WITHDRAWN)
    assert ("You get: £32.30 (£38 less £5.70 fee)" in shown[ADA]) == earns
    assert earns or not [fact for fact in shown[ADA] if "£" in fact]
    assert not [fact for fact in shown[BEN] if "£" in fact]


def test_what_a_child_is_shown_has_nothing_to_cancel_or_move() -> None:
    view = view_of(Status.CONFIRMED)
    assert not lesson_card(view, person(BEN, "Ben", CARLA)).buttons
    assert [str(button.label) for button in lesson_card(view, view.student).buttons] == ["Change the time", "Cancel it"]


def test_the_tutor_reads_how_old_a_child_is_at_which_level_and_that_a_request_waits_for_them() -> None:
    view = view_of(Status.REQUESTED)
    cards = {reader.id: lesson_card(view, reader) for reader in (view.tutor, view.student)}
    facts = {id: [f"{name}: {fact}" for name, fact in card.facts] for id, card in cards.items()}
    assert {"Age: about 9", "Level: Beginner"} < set(facts[ADA])
    assert not [fact for fact in facts[CARLA] if fact.startswith(("Age", "Level"))]
    assert (cards[ADA].yours, cards[CARLA].yours) == (True, False)
    assert "waiting for your answer" in str(cards[ADA].text)
    assert "waiting for an answer" in str(cards[CARLA].text)
