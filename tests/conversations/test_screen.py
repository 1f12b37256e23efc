"""What a number or a label means: what the person sees beside it."""

from datetime import UTC, datetime

from etude.conversations.messages import Button, GiveAnswer, OpenLink, Reply, Say, StartFlow
from etude.conversations.screen import Screen, screen_of
from etude.conversations.state import Asked, Run
from etude.conversations.store import Message
from etude.core.text import Voice, _

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
HELP = Say(_("Help."), (Button(_("My lessons"), StartFlow("my_lessons")), Button(_("Menu"), StartFlow("menu"))))
WATER = Button(_("Water"), GiveAnswer("run_1", "drink", "water"))
WINE = Button(_("Wine"), GiveAnswer("run_1", "drink", "wine"))
LINK = Button(_("The list"), OpenLink("http://localhost/drinks"))
DRINK = Say(_("And to drink?"), (LINK, WATER, WINE))
ASKED = Asked("drink", "Lunch.drink", [(b.label.to_json(), b.meaning.value) for b in (WATER, WINE)], None, "", "")  # type: ignore[union-attr]
RUN = Run("run_1", "lunch", {}, asked=ASKED)


def seen(*said: Reply | str, numbers: bool) -> Screen:
    """The screen after these lines, the last one the person's own present words."""
    messages = [
        Message(f"m{seq}", seq, "you" if isinstance(line, str) else "etude", None, line, None, None, NOW)
        if isinstance(line, str)
        else Message(f"m{seq}", seq, "etude", line, "", None, None, NOW)
        for seq, line in enumerate(said, 1)
    ]
    return screen_of(messages[::-1], numbers=numbers)


def test_only_the_newest_choices_have_numbers() -> None:
    screen = seen("lunch", HELP, DRINK, "2", numbers=True)
    assert [screen.numbered(n, RUN, ASKED) for n in (1, 2, 3)] == [WATER, WINE, None]
    assert [button.meaning for button in screen.labelled("my lessons", Voice())] == [HELP.buttons[0].meaning]


def test_numbers_count_through_the_open_question_where_they_are_not_shown() -> None:
    screen = seen("lunch", DRINK, "help", DRINK, HELP, "1", numbers=False)
    assert [screen.numbered(n, RUN, ASKED) for n in (1, 2, 3)] == [WATER, WINE, None]


def test_a_number_that_is_shown_beside_an_open_question_is_no_answer_to_it() -> None:
    said: tuple[Reply | str, ...] = ("lunch", DRINK, "hm", HELP, "1")
    assert seen(*said, numbers=True).numbered(1, RUN, ASKED) == HELP.buttons[0]
    assert seen(*said, numbers=False).numbered(1, RUN, ASKED) == WATER


def test_with_nothing_asked_the_newest_choices_count() -> None:
    for numbers in (True, False):
        screen = seen("lunch", DRINK, "help", HELP, "thanks", Say(_("You're welcome!")), "2", numbers=numbers)
        assert screen.numbered(2, None, None) == HELP.buttons[1]


def test_a_question_without_choices_takes_a_number_as_its_answer() -> None:
    age = Asked("age", "Lunch.age", [], None, "", "")
    screen = seen("menu", HELP, "lunch", Say(_("How old are you?")), "2", numbers=True)
    assert screen.numbered(2, RUN, age) is None


def test_a_label_means_what_was_shown_last_and_may_mean_several() -> None:
    def card(lesson: str) -> Say:
        return Say(_("A lesson."), (Button(_("Cancel it"), StartFlow("cancel_lesson", {"lesson": lesson})),))

    assert (
        len(
            seen(card("les_1"), "my lessons", card("les_1"), card("les_2"), "x", numbers=True).labelled(
                "cancel it", Voice()
            )
        )
        == 2
    )
    assert len(seen(card("les_1"), "thanks", card("les_2"), "x", numbers=True).labelled("Cancel it!", Voice())) == 1
