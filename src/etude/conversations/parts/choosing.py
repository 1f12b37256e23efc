"""Which of somebody's lessons is meant."""

from collections.abc import Sequence

from sqlalchemy import Connection

from etude.conversations.chat import Chat
from etude.conversations.forms import Answer, Option
from etude.conversations.parts.lesson_words import LessonView, first_name, lesson_card, view_lesson
from etude.core.errors import NotYoursError
from etude.core.ids import LessonId
from etude.core.lessons.model import Status
from etude.core.lessons.store import lessons_of
from etude.core.people.model import Person
from etude.core.text import Text, _, verbatim

MOST, LONGEST_LABEL = 5, 20


async def choose_lesson(
    chat: Chat, chosen: Answer[LessonId], lesson: str | None, statuses: Sequence[Status], prompt: Text
) -> LessonView | None:
    """The lesson that was named, the only one there is, or the one picked; None when there is none.

    Raises NotYoursError for a lesson of somebody else.
    """
    if lesson is not None:
        return chat.look(lambda conn: own_view(conn, chat, LessonId(lesson)))
    mine = chat.look(lambda conn: lessons_of(conn, chat.person.id, statuses=statuses, after=chat.now))
    if not mine:
        return None
    picked = mine[0].id
    if len(mine) > 1:
        views = chat.look(lambda conn: [view_lesson(conn, each.id) for each in mine[:MOST]])
        options = [
            Option(label, view.lesson.id) for label, view in zip(brief_labels(views, chat.person), views, strict=True)
        ]
        picked = await chat.ask(chosen, prompt, options)
    return chat.look(lambda conn: own_view(conn, chat, picked))


def own_view(conn: Connection, chat: Chat, lesson: LessonId) -> LessonView:
    """A lesson this person gives or has booked."""
    view = view_lesson(conn, lesson)
    if view.lesson.role_of(chat.person.id) is None:
        raise NotYoursError
    return view


async def open_request(chat: Chat, lesson: str) -> LessonView | None:
    """A request that its tutor can still answer; otherwise its present state is shown."""
    view = chat.look(lambda conn: own_view(conn, chat, LessonId(lesson)))
    if not view.is_tutor(chat.person.id):
        raise NotYoursError
    if view.lesson.status is not Status.REQUESTED:
        await chat.say(lesson_card(view, chat.person))
        return None
    return view


def brief_labels(views: Sequence[LessonView], reader: Person) -> list[Text]:
    """A short label for each lesson, no two alike: who and which day, or the exact time."""
    names = [first_name(view.learner.name if view.is_tutor(reader.id) else view.tutor.name) for view in views]
    starts = [view.lesson.start for view in views]
    brief = [_("{name}, {start:short}", name=n[:7], start=start) for n, start in zip(names, starts, strict=True)]
    exact = [_("{start:when}", start=start) for start in starts]
    for labels in (brief, exact):
        drawn = {label.render(reader.voice) for label in labels}
        if len(drawn) == len(views) and all(len(each) <= LONGEST_LABEL for each in drawn):
            return labels
    return [verbatim(f"{number}. {name[:15]}") for number, name in enumerate(names, 1)]
