"""Takes one item from the inbox and decides what it means for the conversation."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from etude.conversations import store
from etude.conversations.answers import Known, find_answer, not_known, shows_cards, takes_any_words
from etude.conversations.assisted import Assistant
from etude.conversations.chat import Scene
from etude.conversations.disclosures import answer_disclosure, discloses
from etude.conversations.engine import Answered, Command, Engine, StaleError, Started, Woken
from etude.conversations.forms import Utterance
from etude.conversations.handoff.taking import (
    FROM_PERSON,
    hear_operator,
    is_open,
    is_returning,
    is_waited_for,
    let_operators_listen,
    with_a_person,
)
from etude.conversations.handoff.words import wants_back
from etude.conversations.interpretation import interpret
from etude.conversations.left_open import note_left_open, remind_gently
from etude.conversations.messages import (
    Button,
    ContactIn,
    FileIn,
    GiveAnswer,
    GivenBack,
    Incoming,
    Invited,
    Joined,
    LeftOpen,
    LocationIn,
    Notice,
    Opened,
    OpenLink,
    OperatorSaid,
    PayLink,
    Reply,
    Say,
    StartFlow,
    Tap,
    TextIn,
    Told,
    buttons_of,
)
from etude.conversations.not_understood import hint_at, leave_for_a_person, say_sorry
from etude.conversations.parts.not_matched import not_matched_by
from etude.conversations.parts.small_talk import answer_kindly
from etude.conversations.parts.ways import ways_on
from etude.conversations.readings import (
    Ambiguous,
    Reading,
    Reminded,
    Social,
    Spoke,
    Undecided,
    Wondered,
    command_of,
)
from etude.conversations.record import Record
from etude.conversations.said_along import parted, says_yes, turns
from etude.conversations.screen import last_offered, look_at
from etude.conversations.state import State
from etude.conversations.store import Item
from etude.conversations.understanding import understand
from etude.conversations.waiting import Matters, find_matters, is_about
from etude.conversations.whereabouts import Whereabouts
from etude.core.errors import EtudeError
from etude.core.people.store import change_person, load_person
from etude.core.text import Text, _, zone_named
from etude.core.tutors.store import is_tutor

LONGEST = 4000
# Channels that number what can be chosen, all that was said in a turn in one count.
NUMBERED = ("terminal",)

Notified = Callable[[Scene, Notice], list[Reply]]
Greeter = Callable[[Scene], Command]
OpenedBy = Callable[[Scene, Record, str], list[Command]]


class Reception:
    """`notified` words what happened; `greet` says which flow welcomes somebody; `opened` reads a link's payload;
    `stands` says where something that has ended stands; `assistant` hears again what was not understood;
    `whereabouts` finds out where something is meant to be."""

    def __init__(
        self,
        notified: Notified,
        greet: Greeter,
        opened: OpenedBy,
        stands: Callable[[Scene, str], list[Reply]],
        assistant: Assistant | None = None,
        whereabouts: Whereabouts | None = None,
    ) -> None:
        self._notified = notified
        self._greet = greet
        self._opened = opened
        self._stands = stands
        self._assistant = assistant
        self._whereabouts = whereabouts or Whereabouts()

    def receive(self, scene: Scene, state: State, engine: Engine, record: Record, item: Item) -> None:
        """Answer one item: afterwards `scene.out` holds what is to be said, with a way to go on."""
        missed = state.misses
        let_operators_listen(scene, record, item.incoming)
        self._answer(scene, state, engine, record, item.incoming)
        if isinstance(item.incoming, FROM_PERSON):
            state.misses = 0 if state.misses == missed else state.misses
            note_left_open(scene, state, record)
        _leave_a_way_on(scene, state)

    def _answer(self, scene: Scene, state: State, engine: Engine, record: Record, incoming: Incoming) -> None:
        match incoming:
            case Tap():
                self._tap(scene, state, engine, record, incoming)
            case TextIn(text):
                self._text(scene, state, engine, record, text)
            case Notice():
                scene.out.extend(self._notified(scene, incoming))
                self._carry_out(scene, state, engine, record, [Woken(f"lesson:{incoming.lesson}")], quiet=True)
            case Invited(flow, args):
                self._carry_out(scene, state, engine, record, [Started(flow, args)])
            case Told(reply):
                scene.out.append(reply)
                if state.current is not None and not record.conversation.with_person:
                    self._go_on(scene, state, engine)
            case Joined(runs):
                state.adopt(runs)
                scene.out.append(Say(_("Welcome back. You can go on here, and everything is in both places.")))
                if not record.conversation.with_person:
                    self._come_back(scene, state, engine, record)
            case OperatorSaid():
                scene.out.extend(hear_operator(scene, incoming))
            case GivenBack(ticket):
                commands: list[Command] = [Started("back_to_etude", {"by": "operator"})]
                self._carry_out(scene, state, engine, record, commands if is_open(scene, ticket) else [], quiet=True)
            case LeftOpen(run):
                scene.out.extend(remind_gently(scene, state, record, run))
            case Opened("") if record.conversation.with_person:
                scene.out.append(with_a_person(scene))
            case Opened(payload):
                commands = self._opened(scene, record, payload)
                self._carry_out(scene, state, engine, record, commands, quiet=not commands)
            case LocationIn() | ContactIn() | FileIn():
                self._other(scene, state, engine, record, incoming)
            case _:
                assert_never(incoming)

    def _tap(self, scene: Scene, state: State, engine: Engine, record: Record, tap: Tap) -> None:
        found = store.load_message(scene.tx.conn, tap.message)
        if found is None or found[0] != record.conversation.id or found[1].reply is None:
            scene.asides.append(_("I can't find that button any more. Here is where we are."))
            self._go_on(scene, state, engine)
            return
        buttons = list(buttons_of(found[1].reply))
        if not 0 <= tap.button < len(buttons):
            self._go_on(scene, state, engine)
            return
        button = buttons[tap.button]
        record.said(button.label.render(scene.person.voice), {"message": tap.message, "button": tap.button})
        if record.conversation.with_person and not is_returning(button.meaning):
            scene.out.append(with_a_person(scene))
        elif not isinstance(button.meaning, OpenLink):
            scene.brief = isinstance(button.meaning, StartFlow) and shows_cards(scene)
            self._carry_out(scene, state, engine, record, [command_of(button.meaning)])

    def _text(self, scene: Scene, state: State, engine: Engine, record: Record, text: str) -> None:
        words = text.strip()
        record.said(words[:LONGEST])
        if self._is_for_a_person(scene, state, engine, record, words):
            return
        if len(words) > LONGEST:
            scene.asides.append(_("That is a lot at once. Could you say it in a few sentences?"))
            self._go_on(scene, state, engine)
            return
        said = _utterance(scene, words)
        if both := self._answered_along(scene, state, engine, record, said):
            question, answers = both
            scene.out.extend((find_answer(scene, state, engine, question) or not_known(scene, state)).replies)
            self._carry_out(scene, state, engine, record, answers)
            return
        known = find_answer(scene, state, engine, said)
        if known:
            self._tell(scene, state, engine, known)
            return
        if aside := not_matched_by(words):
            scene.asides.append(aside)
        said = self._whereabouts.hear(scene, state, said)
        readings = self._interpret(scene, state, engine, record, said)
        if self._assistant and (heard := self._assistant.hear(scene, state, said, readings)):
            readings = self._interpret(scene, state, engine, record, heard) or readings
        if readings:
            self._carry_out(scene, state, engine, record, readings)
        elif aside:
            self._go_on(scene, state, engine)
        else:
            self._not_understood(scene, state, engine, _matters(scene, record))

    def _answered_along(
        self, scene: Scene, state: State, engine: Engine, record: Record, said: Utterance
    ) -> tuple[Utterance, Sequence[Reading]] | None:
        """The question in a message that answers as well ("Tom. Is it online?"), and the answers.

        Consent takes a plain yes, and no "but" after it; where nothing is asked, a yes is to a button on the screen.
        """
        for told, question in () if takes_any_words(state, engine) else parted(said):
            heard, asked = _utterance(scene, told), _utterance(scene, question)
            readings = self._interpret(scene, state, engine, record, heard)
            sealed = any(isinstance(each, Answered) and each.seal for each in readings)
            taken = (Answered, Started) if state.current is None and says_yes(heard) else Answered
            if readings and all(isinstance(each, taken) for each in readings) and not (sealed and turns(asked)):
                return asked, readings
        return None

    def _is_for_a_person(self, scene: Scene, state: State, engine: Engine, record: Record, words: str) -> bool:
        """Whether these words are for a person alone: nothing here looks at them any further.

        A disclosure comes before all else, so that nothing of it reaches a tutor, a model or an answer.
        """
        if discloses(words):
            scene.out.extend(answer_disclosure(scene))
            return True
        if record.conversation.with_person and wants_back(words):
            self._carry_out(scene, state, engine, record, [Started("back_to_etude")])
        return record.conversation.with_person

    def _interpret(self, scene: Scene, state: State, engine: Engine, record: Record, said: Utterance) -> list[Reading]:
        conn, address = scene.tx.conn, record.spoken_here
        numbers = address is not None and address.channel in NUMBERED
        screen = look_at(conn, record.conversation.id, numbers=numbers)
        tutor = is_tutor(conn, scene.person.id)
        return interpret(said, state, engine, screen, _matters(scene, record), tutor=tutor)

    def _other(
        self,
        scene: Scene,
        state: State,
        engine: Engine,
        record: Record,
        incoming: LocationIn | ContactIn | FileIn,
    ) -> None:
        """A place, a contact or a file: an answer where the question takes one."""
        said = _utterance(scene, incoming.caption if isinstance(incoming, FileIn) else "")
        said = replace(
            said,
            location=incoming if isinstance(incoming, LocationIn) else None,
            file=incoming if isinstance(incoming, FileIn) else None,
        )
        record.said(" ".join((_describe(incoming).render(scene.person.voice), said.text)).strip())
        if self._is_for_a_person(scene, state, engine, record, said.text):
            return
        said = self._whereabouts.hear(scene, state, said)
        readings = self._interpret(scene, state, engine, record, said)
        if readings:
            self._carry_out(scene, state, engine, record, readings)
        else:
            scene.asides.append(_("Thank you. I can't use that here, though."))
            self._go_on(scene, state, engine)

    def _carry_out(
        self,
        scene: Scene,
        state: State,
        engine: Engine,
        record: Record,
        readings: Sequence[Reading],
        *,
        quiet: bool = False,
    ) -> None:
        commands: list[Command] = []
        for reading in readings:
            if isinstance(reading, Ambiguous):
                scene.out.append(_which(engine, reading))
            elif isinstance(reading, Undecided):
                scene.out.append(Say(_("Which one do you mean?"), reading.buttons))
            elif isinstance(reading, Reminded):
                self._remind(scene, state, engine, reading)
            elif isinstance(reading, Social):
                self._social(scene, state, engine, record, reading)
            elif isinstance(reading, Spoke):
                self._speak(scene, state, engine, reading.locale)
            elif isinstance(reading, Wondered):
                self._wonder(scene, state, engine)
            else:
                commands.append(reading)
        if commands:
            self._command(scene, state, engine, *commands)
        if not scene.out and not quiet and not _will_be_told(scene):
            self._go_on(scene, state, engine)

    def _command(self, scene: Scene, state: State, engine: Engine, *commands: Command) -> None:
        said = len(scene.out)
        try:
            engine.take(scene, state, *commands)
        except StaleError as stale:
            scene.asides.clear()
            scene.out[said:] = self._stands(scene, stale.outcome)
            if state.current is not None:
                self._go_on(scene, state, engine)
        except EtudeError as error:
            del scene.out[said:]
            scene.asides.clear()
            scene.asides.append(error.sentence)
            self._go_on(scene, state, engine)

    def _go_on(self, scene: Scene, state: State, engine: Engine) -> None:
        """Show the present question again, or offer what can be done."""
        scene.repeat = True
        if state.current is None:
            self._command(scene, state, engine, self._greet(scene))
        else:
            engine.go_on(scene, state)

    def _come_back(self, scene: Scene, state: State, engine: Engine, record: Record) -> None:
        """What was on the screen elsewhere is said here again, with what waits for an answer."""
        if state.current is None:
            shown = last_offered(scene.tx.conn, record.conversation.id)
            waiting = _matters(scene, record).waiting[:1]
            # The question that was last on the screen stays the last: a yes is about that one.
            scene.out.extend(each.reminder() for each in waiting if not is_about(shown, each.lesson.id))
            scene.out.extend(shown)
            if shown or waiting:
                return
        self._go_on(scene, state, engine)

    def _not_understood(self, scene: Scene, state: State, engine: Engine, matters: Matters) -> None:
        """Helpful, never the same twice in a row, and with a person to talk to at the third."""
        run = state.current
        state.misses += 1
        waits = run is not None and run.asked is None
        if is_waited_for(scene):
            scene.out.append(Say(leave_for_a_person(state.misses)))
        else:
            scene.out.append(say_sorry(state.misses, hint_at(scene, engine, run), engine, waits=waits))
        if run is not None:
            self._go_on(scene, state, engine)
        elif matters.waiting:
            scene.out.append(matters.waiting[0].reminder())

    def _wonder(self, scene: Scene, state: State, engine: Engine) -> None:
        """A question that cannot be answered here may be put to somebody; the conversation stays where it was."""
        self._tell(scene, state, engine, not_known(scene, state))

    def _tell(self, scene: Scene, state: State, engine: Engine, known: Known) -> None:
        """Answer, and come back in short to where the conversation was."""
        scene.out.extend(known.replies)
        scene.brief = shows_cards(scene)
        if state.current is not None and not known.asks:
            self._go_on(scene, state, engine)

    def _remind(self, scene: Scene, state: State, engine: Engine, reminded: Reminded) -> None:
        """What waits is shown again, and then the question that is open beside it."""
        scene.out.append(reminded.matter.reminder())
        if state.current is not None and state.current.asked is not None:
            self._go_on(scene, state, engine)

    def _social(self, scene: Scene, state: State, engine: Engine, record: Record, social: Social) -> None:
        """In kind, and then back to an open question; what is only waited for is not said all over again."""
        run = state.current
        waits = run is not None and run.asked is None
        if social.name == "hello" and (run is not None or record.conversation.seq == 0):
            self._go_on(scene, state, engine)
            return
        scene.out.append(Say(answer_kindly(social.name, waits=waits)))
        if social.name == "bye":
            return  # what is open stays open, and is not said all over again to somebody who goes
        if run is not None and not waits:
            self._go_on(scene, state, engine)
        elif social.name in ("hello", "talk") and (waiting := _matters(scene, record).waiting):
            shown = last_offered(scene.tx.conn, record.conversation.id)
            if social.name == "hello" or not is_about(shown, waiting[0].lesson.id):
                scene.out.append(waiting[0].reminder())

    def _speak(self, scene: Scene, state: State, engine: Engine, locale: str) -> None:
        change_person(scene.tx.conn, scene.person.id, locale=locale)
        scene.person = load_person(scene.tx.conn, scene.person.id)
        scene.out.append(Say(_("Of course. We'll speak English.")))
        self._go_on(scene, state, engine)


def _utterance(scene: Scene, words: str) -> Utterance:
    now = scene.now.astimezone(zone_named(scene.person.zone))
    return Utterance(words, understand(words, now, scene.person.locale), now, scene.person.locale)


def _matters(scene: Scene, record: Record) -> Matters:
    return find_matters(scene.tx.conn, scene.now, scene.person, record.conversation.id)


def _will_be_told(scene: Scene) -> bool:
    """What was done here is told by a notice that has just come into this conversation's inbox."""
    conversation = store.find_conversation(scene.tx.conn, scene.person.id)
    return f"conversation:{conversation}" in scene.tx.wake


def _leave_a_way_on(scene: Scene, state: State) -> None:
    """Whatever is said last leaves something to tap, unless a question is open."""
    asked = state.current is not None and state.current.asked is not None
    if not scene.out or asked or any(_leads_on(reply) for reply in scene.out):
        return
    scene.out[-1] = replace(scene.out[-1], buttons=ways_on(scene))


def _leads_on(reply: Reply) -> bool:
    return isinstance(reply, PayLink) or any(True for _button in buttons_of(reply))


def _which(engine: Engine, reading: Ambiguous) -> Reply:
    answer = engine.flows[reading.run.flow].answer(reading.asked.answer)
    buttons = tuple(
        Button(label or _label(answer.load(value)), GiveAnswer(reading.run.id, reading.asked.path, value))
        for label, value in reading.choices
    )
    return Say(_("Which one do you mean?"), buttons)


def _label(value: object) -> Text:
    return _("{time:when}", time=value) if isinstance(value, datetime) else _("{words}", words=str(value))


def _describe(incoming: LocationIn | ContactIn | FileIn) -> Text:
    if isinstance(incoming, LocationIn):
        return _("(a place on the map)")
    return _("(a contact)") if isinstance(incoming, ContactIn) else _("(a file)")
