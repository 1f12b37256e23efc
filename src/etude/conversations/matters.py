"""What words mean for the lessons of whoever says them: a yes, a no, another time or a cancellation, and of which."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from etude.conversations.engine import Absorbed, Answered, Dropped, Engine, Started
from etude.conversations.forms import Utterance
from etude.conversations.messages import Button, OpenLink, StartFlow
from etude.conversations.naming import (
    SURE_OF_BOOKING,
    at_the_same_time,
    fits_start,
    is_about,
    names_another,
    names_one,
    narrow,
    split_times,
)
from etude.conversations.parts.choosing import LONGEST_LABEL, brief_labels
from etude.conversations.parts.readers import read_time
from etude.conversations.readings import Reading, Reminded, Social, Undecided, absorbed, command_of, is_sure
from etude.conversations.screen import Screen, matches, plain, spellings
from etude.conversations.state import Run
from etude.conversations.understanding import Moment, TimeExpression, read_windows, understand
from etude.conversations.understanding.agreement import Stance, calls_off, offers_instead, read_shift, read_stance
from etude.conversations.understanding.reasons import explains, reason_of, split_offer, wants_silence
from etude.conversations.waiting import AGREE, REFUSE, Matter, Matters
from etude.core.lessons.model import Status
from etude.matching.taxonomy import load_taxonomy
from etude.matching.windows import Window
from etude.matching.wishes import Wishes

LESSON_FLOWS = frozenset(("change_lesson", "cancel_lesson", "propose_times", *AGREE.values(), *REFUSE.values()))
OWN_FLOWS = ("book", "change_lesson", "cancel_lesson")
ELSEWHERE = ("Back", "Restart", "WhereWasI", "SwitchLanguage", "Chitchat")
MOST_REMINDED = 2


def label_of_matter(said: Utterance, matters: Matters) -> list[Reading]:
    """The label of what waits, typed however long ago it was shown; of several lessons it is asked which."""
    if len(plain(said.text)) > LONGEST_LABEL:
        return []
    found = [
        (matter, button.meaning)
        for matter in matters.waiting
        for button in matter.delivered
        if matches(button.label, said.text, said.voice) and isinstance(button.meaning, StartFlow)
    ]
    if len(found) < 2:
        return [command_of(meaning) for _matter, meaning in found]
    return _which([matter for matter, _meaning in found], [meaning for _matter, meaning in found])


def which_of_them(buttons: Sequence[Button], matters: Matters) -> list[Reading]:
    """Buttons of one label that are about several lessons: ask which."""
    starts = [each.meaning for each in buttons if isinstance(each.meaning, StartFlow)]
    known = [(matter, each) for each in starts if (matter := matters.find(each.args.get("lesson")))]
    if len(known) == len(buttons):
        return _which([matter for matter, _meaning in known], [meaning for _matter, meaning in known])
    newest = buttons[-1].meaning
    return [] if isinstance(newest, OpenLink) else [command_of(newest)]


@dataclass(frozen=True)
class Hearing:
    """A message of somebody with lessons. `run` is what is under way with them, if anything."""

    said: Utterance
    run: Run | None
    engine: Engine
    screen: Screen
    matters: Matters

    def read(self) -> list[Reading]:
        """What the words ask of a lesson; nothing where they are about something else."""
        if not self.matters.every:
            return []
        if chosen := self._one_that_is_asked_for():
            return chosen
        if names_another(self.said, self.matters.every):
            return self._ask_for_another()
        if self._is_elsewhere():
            return []
        if self.run is None:
            return self._answer(self.matters.waiting) or self._cancel() or self._change()
        if self.run.flow in LESSON_FLOWS:
            return self._instead(self.run)
        if _is_shown(self.matters.waiting, self.screen.newest) and (self.said.understood.commands or self.stance):
            return self._answer([each for each in self.matters.waiting if _is_shown([each], self.screen.newest)])
        if self.changes and self._is_asked_when(self.run) and not self.own:
            return []
        return (self._cancel() if self.cancels else []) or (self._change() if self.changes else [])

    @cached_property
    def stance(self) -> Stance | None:
        return read_stance(self.said.understood)

    @cached_property
    def shift(self) -> timedelta | None:
        return read_shift(self.said.understood)

    @cached_property
    def own(self) -> tuple[TimeExpression, ...]:
        return split_times(self.said, self.matters.every)[0]

    @cached_property
    def offers(self) -> bool:
        """ "Ask her if Friday at 6 is OK instead": a tutor puts another time to somebody."""
        teaches = any(matter.lesson.tutor == matter.reader.id for matter in self.matters.every)
        return teaches and offers_instead(self.said.understood)

    @property
    def changes(self) -> bool:
        return is_sure(self.said, "StartFlow", "change_lesson") and not is_sure(self.said, "Cancel")

    @property
    def cancels(self) -> bool:
        if is_sure(self.said, "StartFlow", "cancel_lesson"):
            return True
        if not calls_off(self.said.understood):
            return False
        if names_one(self.said, self.matters.every):
            return True
        return self.run is None and (is_sure(self.said, "Cancel") or self._is_offered_to_cancel())

    def _is_offered_to_cancel(self) -> bool:
        """ "Yes, cancel, tell her I'm ill", where a lesson was just shown with a way to cancel it."""
        offered = any(
            isinstance(each.meaning, StartFlow) and each.meaning.flow == "cancel_lesson" for each in self.screen.newest
        )
        return offered and (self.stance is None or self.stance.agrees) and not self.said.understood.times

    def _is_elsewhere(self) -> bool:
        if self.offers:
            return False
        if any(is_sure(self.said, name) for name in ELSEWHERE):
            return True
        commands = self.said.understood.commands
        if any(each.flow and each.flow not in OWN_FLOWS and self.stance is None for each in commands):
            return True
        if is_sure(self.said, "StartFlow", "book"):
            return True
        return is_sure(self.said, "Question") and not self.said.understood.times and not self.shift

    def _one_that_is_asked_for(self) -> list[Reading]:
        """ "The one with Tom", "Friday's", where it was asked which lesson is meant."""
        asked = self.run.asked if self.run else None
        choices: dict[str, Reading] = {}
        if self.run and asked:
            values = [value for _label, value in asked.choices if isinstance(value, str)]
            choices = {value: Answered(self.run.id, asked.path, value) for value in values}
        elif self.run is None and not self.changes and not self.cancels:
            starts = [each.meaning for each in self.screen.newest if isinstance(each.meaning, StartFlow)]
            same = len({start.flow for start in starts}) == 1
            choices = {str(start.args.get("lesson")): command_of(start) for start in starts} if same else {}
        offered = [matter for matter in self.matters.every if matter.lesson.id in choices]
        subjects = self.said.understood.wishes.subjects
        if subjects and not any(is_about(self.said, matter) for matter in offered):
            return []
        meant = narrow(self.said, offered, self.said.understood.times)
        return [choices[meant[0].lesson.id]] if len(offered) > 1 and len(meant) == 1 else []

    def _ask_for_another(self) -> list[Reading]:
        """Another subject is looked for, also in the middle of a change; a lesson that is not theirs is not to be."""
        if self.changes or self.cancels:
            return [Started("my_lessons")]
        if self.run is None or self.run.flow not in LESSON_FLOWS or not self.said.understood.wishes.subjects:
            return []
        return [Dropped(), Started("book", {}, absorbed(self.engine.flows["book"], self.said))]

    def _is_asked_when(self, run: Run) -> bool:
        """Whether a time is being asked for that has nothing to do with a lesson that stands."""
        return run.asked is not None and "time" in self.engine.flows[run.flow].answer(run.asked.answer).names

    def _instead(self, run: Run) -> list[Reading]:
        """In the middle of one thing about a lesson, another about the same."""
        matter = self.matters.find(run.args.get("lesson"))
        if matter is None:
            return []
        if run.flow == "change_lesson" and self.shift:
            return [Absorbed("time", (matter.lesson.start + self.shift).isoformat())]
        if self.changes or self.cancels or self._says_label(matter):
            here = replace(self, run=None, matters=Matters((matter,)))
            found = here._answer(here.matters.waiting) or here._cancel() or here._change()
        elif run.flow != "change_lesson" and is_sure(self.said, "Correct") and self.said.understood.times:
            found = replace(self, run=None, matters=Matters((matter,)))._change()
        else:
            return []
        started = [reading for reading in found if isinstance(reading, Started)]
        return [Dropped(), *started] if started and started[0].flow != run.flow else []

    def _says_label(self, matter: Matter) -> bool:
        """Whether a word of what can be answered stands in the words: "decline it after all"."""
        words = set(plain(self.said.text).split())
        labels = [button.label for button in matter.delivered if isinstance(button.meaning, StartFlow)]
        return any(spelling in words for label in labels for spelling in spellings(label, self.said.voice))

    def _answer(self, waiting: Sequence[Matter]) -> list[Reading]:
        """A yes, a no or other times to what waits for one."""
        confirmed = [each for each in self.matters.every if each.lesson.status is Status.CONFIRMED]
        if not waiting or self.cancels or (self.changes and confirmed):
            return []
        own, new = split_times(self.said, waiting)
        meant = narrow(self.said, waiting, own)
        if self.stance and not self.stance.agrees and (offered := self._refuse_and_offer(meant)):
            return offered
        if self.stance and (not new or self.stance.explains) and not self.shift:
            if self.screen.asking and not _is_shown(waiting, self.screen.asking):
                return self._answer_otherwise(self.stance, meant)
            return self._agree(meant) if self.stance.agrees else self._refuse(meant, self.stance.reason)
        if self.said.understood.times or self.shift or self.changes:
            return self._answer_with_time(meant, new)
        return []

    def _answer_otherwise(self, stance: Stance, meant: Sequence[Matter]) -> list[Reading]:
        """A yes or no to a question about something else ("Shall I get a person?") binds nobody to a lesson."""
        offered = [each.meaning for each in self.screen.asking if not isinstance(each.meaning, OpenLink)]
        if not self.screen.asks_last or len(offered) > 1 or stance.turned:
            return [Reminded(matter) for matter in meant[:MOST_REMINDED]]
        return [command_of(offered[0])] if stance.agrees else [Social("nod")]

    def _agree(self, meant: Sequence[Matter]) -> list[Reading]:
        """A yes binds to what was last shown of it."""
        buttons = [matter.agreeing for matter in meant]
        if self.stance is None or self.stance.turned or any(not each for each in buttons):
            return [Reminded(matter) for matter in meant[:MOST_REMINDED]]
        if len(meant) == 1:
            return _one_of(buttons[0])
        if any(len(each) > 1 for each in buttons):
            return [Reminded(matter) for matter in meant[:MOST_REMINDED]]
        return _which(meant, [each[0].meaning for each in buttons])

    def _refuse(self, meant: Sequence[Matter], reason: str) -> list[Reading]:
        if plain(reason) in {plain(name) for matter in meant for name in matter.names}:
            reason = ""  # "No to Ben" says whom, not why
        told = bool(reason) or wants_silence(self.said.text, self.said.understood.language)
        meanings = [
            StartFlow(
                REFUSE[matter.kind],
                {"lesson": matter.lesson.id},
                {"reason": reason} if told and matter.kind == "request" else {},
            )
            for matter in meant
        ]
        return _which(meant, meanings) if len(meant) > 1 else [command_of(meanings[0])]

    def _refuse_and_offer(self, meant: Sequence[Matter]) -> list[Reading]:
        """ "Sorry, I'm full on Tuesdays, Wednesday would work": other times, and why, as the student will read it."""
        language = self.said.understood.language
        why, offer = split_offer(self.said.text, language)
        heard = understand(offer, self.said.now, self.said.locale)
        if not heard.times or any(matter.kind != "request" for matter in meant):
            return []
        offering = replace(self, said=replace(self.said, text=offer, understood=heard))
        told: dict[str, object] = {"reason": reason_of(why, language)} if explains(why, language) else {}
        meanings = [
            StartFlow("propose_times", {"lesson": each.lesson.id}, {**offering._offered(each, heard.times), **told})
            for each in meant
        ]
        return _which(meant, meanings) if len(meant) > 1 else [command_of(meanings[0])]

    def _answer_with_time(self, meant: Sequence[Matter], new: Sequence[TimeExpression]) -> list[Reading]:
        """A time is one of those on offer, or another one to be offered."""
        offered = [button for matter in meant for button in _fitting(matter, self.said)]
        if offered:
            return _one_of(offered)
        if any(matter.kind != "request" for matter in meant):
            moved = [matter for matter in meant if matter.kind == "move"]
            if len(moved) == len(meant) == 1 and (new or self.shift):
                return [self._move(moved[0], new)]
            return [Reminded(matter) for matter in meant[:MOST_REMINDED]]
        if not new and not self.shift and not self.changes:
            return [Reminded(matter) for matter in meant[:MOST_REMINDED]]
        meanings = [StartFlow("propose_times", {"lesson": each.lesson.id}, self._offered(each, new)) for each in meant]
        return _which(meant, meanings) if len(meant) > 1 else [command_of(meanings[0])]

    def _offered(self, matter: Matter, new: Sequence[TimeExpression]) -> dict[str, object]:
        """The times that were said, or the lesson's own moved by as much, as answers of the flow that offers them."""
        times = [_on_its_day(time, matter.lesson.start, self.said) for time in new]
        times = at_the_same_time(times, matter.lesson.start, self.said)
        if self.shift:
            times = [_moment(matter.lesson.start + self.shift, self.said)]
        return absorbed(self.engine.flows["propose_times"], self._at(times))

    def _cancel(self) -> list[Reading]:
        """The lesson that is named is called off; a request that only waits is declined."""
        own, new = split_times(self.said, self.matters.every)
        if not self.cancels or (own and new):
            return []
        meant = self._meant(self.matters.every, own)
        if len(meant) == 1:
            request = meant[0].kind == "request"
            reason = reason_of(self.said.text, self.said.understood.language) if self._is_offered_to_cancel() else ""
            flow = REFUSE["request"] if request else "cancel_lesson"
            begun = Started(flow, {"lesson": meant[0].lesson.id}, {"reason": reason} if reason else {})
            return [Dropped(), begun] if self._books_by_mistake(meant[0]) else [begun]
        if all(matter.kind == "request" for matter in meant):
            return self._refuse(meant, "")
        return [Started("cancel_lesson")]

    def _books_by_mistake(self, matter: Matter) -> bool:
        """Whether a booking was only begun because words about this lesson were taken for a wish."""
        if self.run is None or self.run.flow != "book" or self.run.kept:
            return False
        given = self.run.answers.get(self.engine.flows["book"].present("wishes"))
        wished = Wishes.model_validate(given.value).subjects if given else ()
        return all(matter.lesson.subject in load_taxonomy().family(subject) for subject in wished)

    def _change(self) -> list[Reading]:
        """The lesson that is named is moved, to the time that is said with it if there is one."""
        confirmed = [each for each in self.matters.every if each.lesson.status is Status.CONFIRMED]
        standing = confirmed or [each for each in self.matters.every if each.kind == "standing"]
        own, new = split_times(self.said, standing)
        corrects = is_sure(self.said, "Correct") and bool(self.said.understood.times)
        if corrects and not new and len(standing) > 1:
            own, new = (), own
        asked = corrects or self.offers or self._asks_whether(standing)
        proposes = bool(new) and (asked or bool(self.cancels and own))
        if not standing or not (self.changes or self.shift or proposes):
            return []
        meant = self._meant(standing, own)
        if len(meant) == 1:
            return [self._move(meant[0], new)]
        return [Started("change_lesson", {}, self._new_time(new))]

    def _asks_whether(self, standing: Sequence[Matter]) -> bool:
        """ "Can we do Thursday?" is about the lesson that was just spoken of."""
        asks = is_sure(self.said, "Question") or is_sure(self.said, "StartFlow", "book", SURE_OF_BOOKING)
        return asks and len([each for each in standing if _is_shown([each], self.screen.newest)]) == 1

    def _meant(self, matters: Sequence[Matter], own: Sequence[TimeExpression]) -> list[Matter]:
        """Those that are named, or "it": the one that was spoken of last."""
        meant = narrow(self.said, matters, own)
        shown = [matter for matter in meant if _is_shown([matter], self.screen.newest)]
        return shown if len(shown) == 1 and len(meant) == len(matters) else meant

    def _move(self, matter: Matter, new: Sequence[TimeExpression]) -> Started:
        answers = self._new_time(new)
        if self.shift:
            answers = _exactly(matter.lesson.start + self.shift, self.said)
        return Started("change_lesson", {"lesson": matter.lesson.id}, answers)

    def _new_time(self, new: Sequence[TimeExpression]) -> dict[str, object]:
        wished = self._at(new)
        exact = read_time(wished)
        if len(exact) == 1:
            return _exactly(exact[0], self.said)
        return absorbed(self.engine.flows["change_lesson"], wished)

    def _at(self, times: Sequence[TimeExpression]) -> Utterance:
        """What was said, with no other wish than for these times."""
        wishes = Wishes(windows=read_windows(times))
        return replace(self.said, understood=replace(self.said.understood, times=tuple(times), wishes=wishes))


def _fitting(matter: Matter, said: Utterance) -> list[Button]:
    """The times on offer that the words can mean."""
    times = said.understood.times
    if matter.kind == "move":
        fits = any(fits_start(time, matter.lesson.proposed[0], said) for time in times)
        return matter.agreeing if fits else []
    return [
        button
        for button in matter.agreeing
        if isinstance(button.meaning, StartFlow)
        and "time" in button.meaning.args
        and any(fits_start(time, datetime.fromisoformat(str(button.meaning.args["time"])), said) for time in times)
    ]


def _exactly(start: datetime, said: Utterance) -> dict[str, object]:
    """The answers that name one time; should it not be free, others of that day are shown."""
    day = start.astimezone(said.now.tzinfo).date()
    wishes = Wishes(windows=(Window(dates=(day, day + timedelta(days=1))),))
    return {"time": start.isoformat(), "wishes": wishes.model_dump(mode="json")}


def _moment(start: datetime, said: Utterance) -> TimeExpression:
    """A time as if it had been said."""
    local = start.astimezone(said.now.tzinfo)
    return TimeExpression("point", Moment(local.date(), local.time()), None, "minute", "", (0, 0))


def _on_its_day(time: TimeExpression, start: datetime, said: Utterance) -> TimeExpression:
    """ "Half past six instead" is on the day that the lesson is on."""
    if time.kind != "point" or time.start is None or time.start.day is not None or time.start.clock is None:
        return time
    return replace(time, start=replace(time.start, day=start.astimezone(said.now.tzinfo).date()))


def _one_of(buttons: Sequence[Button]) -> list[Reading]:
    """The one, or a question which."""
    if len(buttons) > 1:
        return [Undecided(tuple(buttons))]
    return [command_of(button.meaning) for button in buttons if isinstance(button.meaning, StartFlow)]


def _which(matters: Sequence[Matter], meanings: Sequence[object]) -> list[Reading]:
    labels = brief_labels([matter.view for matter in matters], matters[0].reader)
    buttons = [
        Button(label, meaning)
        for label, meaning in zip(labels, meanings, strict=True)
        if isinstance(meaning, StartFlow)
    ]
    return [Undecided(tuple(buttons[:5]))]


def _is_shown(matters: Sequence[Matter], buttons: Sequence[Button]) -> bool:
    """Whether these choices are about one of these lessons."""
    lessons = {matter.lesson.id for matter in matters}
    return any(isinstance(each.meaning, StartFlow) and each.meaning.args.get("lesson") in lessons for each in buttons)
