"""What a question can be about: the tutors on screen, the booking under way, a lesson of the person's own."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import groupby

from sqlalchemy import Connection

from etude.calendar.store import lessons_of as calendar_lessons_of
from etude.conversations import store
from etude.conversations.chat import Scene
from etude.conversations.forms import Utterance
from etude.conversations.messages import Cards, LessonCard, Reply, StartFlow, TutorCard, buttons_of
from etude.conversations.naming import names_one, narrow
from etude.conversations.parts.lesson_words import LessonView, first_name, view_lesson
from etude.conversations.parts.spoken_choices import place_pointed_at
from etude.conversations.state import Run, State
from etude.conversations.understanding import understand
from etude.conversations.understanding.lexicon import LANGUAGES, load_lexicon
from etude.conversations.waiting import Matter
from etude.core.errors import NotYoursError
from etude.core.ids import LessonId, PersonId
from etude.core.intervals import Interval
from etude.core.lessons.model import Status
from etude.core.lessons.store import lessons_of
from etude.core.text import zone_named
from etude.core.tutors.model import Tutor
from etude.core.tutors.store import is_tutor, load_tutors
from etude.matching.store import tutors_named
from etude.matching.taxonomy import fold, load_taxonomy, split_words

# How many of the last messages are still in mind: a few questions, with their answers.
RECENT, SPOKEN_OF = 30, 4
MOST_NAMES = 3
STANDING = (Status.HELD, Status.REQUESTED, Status.COUNTERED, Status.CONFIRMED)
_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Situation:
    """Where the conversation stands; what is costly to find out is found out when it is needed."""

    scene: Scene
    state: State
    words: str

    @property
    def conn(self) -> Connection:
        return self.scene.tx.conn

    @property
    def run(self) -> Run | None:
        return self.state.current

    @property
    def booking(self) -> Run | None:
        """The booking under way, where it is what is being talked about."""
        return self.run if self.run and self.run.flow == "book" else None

    @cached_property
    def teaches(self) -> bool:
        """Whether it is a tutor who asks."""
        return is_tutor(self.conn, self.scene.person.id)

    @property
    def zone(self) -> str:
        """The asker's, or the tutor's where the asker's is not known yet."""
        zone = self.scene.person.zone
        return self.tutors[0].zone if zone == "UTC" and self.tutors else zone

    @cached_property
    def shown(self) -> Sequence[Reply]:
        """What was said last, the newest first."""
        return [message.reply for message in _last_messages(self.scene) if message.reply is not None]

    @cached_property
    def cards(self) -> dict[PersonId, TutorCard]:
        """The tutors to choose from, in the order they are shown."""
        found = next((reply for reply in self.shown if isinstance(reply, Cards)), None)
        return {card.tutor: card for card in found.cards} if found else {}

    @property
    def chosen(self) -> PersonId | None:
        """The tutor who is being booked."""
        run = self.booking
        if run is None:
            return None
        given = run.answers.get("tutor")
        choosing = run.asked is not None and run.asked.answer == "Booking.tutor"
        pick = None if choosing or given is None else given.value
        named = pick.get("tutor") if isinstance(pick, dict) else pick or run.args.get("tutor")
        return PersonId(str(named)) if named else None

    @cached_property
    def tutors(self) -> list[Tutor]:
        """Who is spoken about: whoever is named, else the tutor being booked, those on the cards, or of the lesson."""
        lesson = [self.lesson.tutor.id] if self.lesson and not self.teaches else []
        chosen = [self.chosen] if self.chosen else []
        known = load_tutors(self.conn, list(dict.fromkeys((*chosen, *self.cards, *lesson))))
        if named := [tutor for tutor in known if fold(first_name(tutor.name)) in self._said]:
            return named
        if pointed := self._pointed_at():
            return [tutor for tutor in known if tutor.id == pointed]
        present = chosen or (list(self.cards) if self.booking else []) or lesson or list(self.cards)
        return [tutor for tutor in known if tutor.id in present] or self._called() or self._spoken_of()

    def _pointed_at(self) -> PersonId | None:
        """ "The first one", among the cards."""
        cards, which = list(self.cards), place_pointed_at(self.words)
        return cards[which] if which is not None and -len(cards) <= which < len(cards) else None

    def _called(self) -> list[Tutor]:
        """The one tutor here of the name that stands in the question, where nobody else is spoken about."""
        names = [word for word in re.findall(r"[^\W\d_]{2,}", self.words) if word[0].isupper() and _may_be_name(word)]
        found = tutors_named(self.conn, self.scene.now, " ".join(names[:MOST_NAMES]))
        return load_tutors(self.conn, found) if len(found) == 1 else []

    def _spoken_of(self) -> list[Tutor]:
        """The tutor whom something that was shown lately leads to, such as the answer to the question before."""
        for reply in self.shown[:SPOKEN_OF]:
            for button in buttons_of(reply):
                if isinstance(button.meaning, StartFlow) and isinstance(found := button.meaning.args.get("tutor"), str):
                    return load_tutors(self.conn, [PersonId(found)])
        return []

    @property
    def tutor(self) -> Tutor | None:
        """The one tutor who is spoken about."""
        return self.tutors[0] if len(self.tutors) == 1 else None

    @property
    def lesson(self) -> LessonView | None:
        """The lesson that is talked about, else the one on screen, else the next; only ever one of the person's own."""
        return self.meant[0] if self.meant else None

    @cached_property
    def meant(self) -> Sequence[LessonView]:
        """The person's own lessons that may be meant: the named ones, else those last shown, else all to come."""
        coming = self._views(self._next_lessons())
        named = self._named_of(coming)
        shown = next((views for each in self._lessons_shown() if (views := self._views(each))), [])
        if len(named) == len(coming):
            return shown or coming
        last = [view for view in named if view.lesson.id in {each.lesson.id for each in shown}]
        return last if len(last) == 1 else named

    def _named_of(self, views: Sequence[LessonView]) -> Sequence[LessonView]:
        """Those of these that are named by whom, what or when; none where something else is, all where nothing is."""
        me = self.scene.person
        now, locale = self.scene.now.astimezone(zone_named(me.zone)), me.locale
        said = Utterance(self.words, understand(self.words, now, locale), now, locale)
        by_id = {view.lesson.id: view for view in views}
        matters = [Matter("standing", view.lesson, me, by_id.__getitem__, lambda _lesson: ()) for view in views]
        if said.understood.wishes.subjects and not names_one(said, matters):
            return []
        return [by_id[matter.lesson.id] for matter in narrow(said, matters, said.understood.times)]

    def view(self, lesson: LessonId) -> LessonView | None:
        """A lesson with the people in it, None where it is not one of this person's."""
        try:
            found = view_lesson(self.conn, lesson)
        except NotYoursError:
            return None
        theirs = self.scene.person.id in (found.lesson.tutor, found.lesson.student, found.learner.person)
        return found if theirs else None

    @cached_property
    def _said(self) -> frozenset[str]:
        """The words of the question, names also without their 's."""
        words = [word.text for word in split_words(self.words)]
        return frozenset((*words, *(word.removesuffix("s").removesuffix("'") for word in words)))

    def names(self, *called: str | None) -> bool:
        """Whether one of these people is named in the question."""
        return any(fold(first_name(name)) in self._said for name in called if name)

    def _views(self, lessons: Iterable[LessonId]) -> list[LessonView]:
        return [view for lesson in dict.fromkeys(lessons) if (view := self.view(lesson))]

    def _lessons_shown(self) -> Iterator[Sequence[LessonId]]:
        """What each turn showed, the newest first; before all that, what is under way is about."""
        if self.run and isinstance(named := self.run.args.get("lesson"), str):
            yield (LessonId(named),)
        turns = groupby(_last_messages(self.scene), key=lambda message: message.reply is None)
        for is_said, messages in turns:
            if not is_said:
                yield [lesson for each in messages if each.reply and (lesson := _lesson_of(each.reply))]

    def _next_lessons(self) -> list[LessonId]:
        person, now = self.scene.person, self.scene.now
        if person.guardian is not None:  # a minor's lessons are booked by somebody else
            taken = calendar_lessons_of(self.conn, person.id, Interval(now, now + _YEAR))
            return [each.id for each in taken if each.status in STANDING]
        return [lesson.id for lesson in lessons_of(self.conn, person.id, statuses=STANDING, after=now)]


def _lesson_of(reply: Reply) -> LessonId | None:
    if isinstance(reply, LessonCard):
        return reply.lesson
    meanings = [button.meaning for button in buttons_of(reply)]
    named = next((each.args.get("lesson") for each in meanings if isinstance(each, StartFlow)), None)
    return LessonId(named) if isinstance(named, str) else None


def last_words(scene: Scene) -> str:
    """What the person said last."""
    return next((message.words for message in _last_messages(scene) if message.reply is None), "")


def shows_cards(scene: Scene) -> bool:
    """Whether tutors to choose from are still on the screen."""
    return any(isinstance(message.reply, Cards) for message in _last_messages(scene))


def _last_messages(scene: Scene) -> Sequence[store.Message]:
    conversation = store.find_conversation(scene.tx.conn, scene.person.id)
    return store.last_messages(scene.tx.conn, conversation, RECENT) if conversation else []


def _may_be_name(word: str) -> bool:
    """Neither an everyday word nor something to learn."""
    everyday = any(fold(word) in load_lexicon(language).known for language in LANGUAGES)
    return not everyday and not load_taxonomy().find(word)
