"""Takes one item from the inbox and decides what it means for the conversation."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from etude.conversations import store
from etude.conversations.chat import Scene
from etude.conversations.engine import Command, Engine, StaleError, Started, Woken
from etude.conversations.forms import Utterance
from etude.conversations.interpretation import Ambiguous, Reading, Social, Spoke, command_of, interpret
from etude.conversations.messages import (
    Button,
    ContactIn,
    FileIn,
    GiveAnswer,
    Invited,
    Joined,
    LocationIn,
    Notice,
    Opened,
    OpenLink,
    Reply,
    Say,
    Tap,
    TextIn,
    buttons_of,
)
from etude.conversations.record import Record
from etude.conversations.state import State
from etude.conversations.store import Item
from etude.conversations.understanding import understand
from etude.core.errors import EtudeError
from etude.core.people.store import change_person, load_person
from etude.core.text import Text, _, zone_named

LONGEST = 4000
RECENT = 8

Notified = Callable[[Scene, Notice], list[Reply]]
Greeter = Callable[[Scene], Command]
OpenedBy = Callable[[Scene, Record, str], list[Command]]


class Reception:
    """`notified` words what happened; `greet` says which flow welcomes somebody; `opened` reads a link's payload;
    `stands` says where something that has ended stands."""

    def __init__(
        self,
        notified: Notified,
        greet: Greeter,
        opened: OpenedBy,
        stands: Callable[[Scene, str], list[Reply]],
    ) -> None:
        self._notified = notified
        self._greet = greet
        self._opened = opened
        self._stands = stands

    def receive(self, scene: Scene, state: State, engine: Engine, record: Record, item: Item) -> None:
        """Answer one item: afterwards `scene.out` holds what is to be said."""
        incoming = item.incoming
        match incoming:
            case Tap():
                self._tap(scene, state, engine, record, incoming)
            case TextIn(text):
                self._text(scene, state, engine, record, text)
            case Notice():
                scene.out.extend(self._notified(scene, incoming))
                self._carry_out(scene, state, engine, [Woken(f"lesson:{incoming.lesson}")], quiet=True)
            case Invited(flow, args):
                self._carry_out(scene, state, engine, [Started(flow, args)])
            case Joined(runs):
                state.adopt(runs)
                scene.out.append(Say(_("Welcome back. You can go on here, and everything is in both places.")))
                self._go_on(scene, state, engine)
            case Opened(payload):
                commands = self._opened(scene, record, payload)
                self._carry_out(scene, state, engine, commands, quiet=not commands)
            case LocationIn() | ContactIn() | FileIn():
                self._other(scene, state, engine, record, incoming)
            case _:
                assert_never(incoming)

    def _tap(self, scene: Scene, state: State, engine: Engine, record: Record, tap: Tap) -> None:
        found = store.load_message(scene.tx.conn, tap.message)
        if found is None or found[0] != record.conversation.id or found[1].reply is None:
            scene.out.append(Say(_("I can't find that button any more. Here is where we are.")))
            self._go_on(scene, state, engine)
            return
        buttons = list(buttons_of(found[1].reply))
        if not 0 <= tap.button < len(buttons):
            self._go_on(scene, state, engine)
            return
        button = buttons[tap.button]
        record.said(button.label.render(scene.person.voice), {"message": tap.message, "button": tap.button})
        if not isinstance(button.meaning, OpenLink):
            self._carry_out(scene, state, engine, [command_of(button.meaning)])

    def _text(self, scene: Scene, state: State, engine: Engine, record: Record, text: str) -> None:
        words = text.strip()
        record.said(words[:LONGEST])
        if len(words) > LONGEST:
            scene.out.append(Say(_("That is a lot at once. Could you say it in a few sentences?")))
            self._go_on(scene, state, engine)
            return
        readings = self._interpret(scene, state, engine, record, _utterance(scene, words))
        if readings:
            self._carry_out(scene, state, engine, readings)
        else:
            self._not_understood(scene, state, engine)

    def _interpret(self, scene: Scene, state: State, engine: Engine, record: Record, said: Utterance) -> list[Reading]:
        return interpret(said, state, engine, _recent_buttons(scene, record))

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
        record.said(_describe(incoming).render(scene.person.voice))
        readings = self._interpret(scene, state, engine, record, said)
        if readings:
            self._carry_out(scene, state, engine, readings)
        else:
            scene.asides.append(_("Thank you. I can't use that here, though."))
            self._go_on(scene, state, engine)

    def _carry_out(
        self,
        scene: Scene,
        state: State,
        engine: Engine,
        readings: Sequence[Reading],
        *,
        quiet: bool = False,
    ) -> None:
        for reading in readings:
            if isinstance(reading, Ambiguous):
                scene.out.append(_which(engine, reading))
            elif isinstance(reading, Social):
                self._social(scene, state, engine, reading)
            elif isinstance(reading, Spoke):
                self._speak(scene, state, engine, reading.locale)
            else:
                self._command(scene, state, engine, reading)
        if not scene.out and not quiet:
            self._go_on(scene, state, engine)

    def _command(self, scene: Scene, state: State, engine: Engine, command: Command) -> None:
        try:
            engine.take(scene, state, command)
        except StaleError as stale:
            scene.out.extend(self._stands(scene, stale.outcome))
        except EtudeError as error:
            scene.out.append(Say(error.sentence))

    def _go_on(self, scene: Scene, state: State, engine: Engine) -> None:
        """Show the present question again, or offer what can be done."""
        scene.repeat = True
        if state.current is None:
            self._command(scene, state, engine, self._greet(scene))
        else:
            engine.go_on(scene, state)

    def _not_understood(self, scene: Scene, state: State, engine: Engine) -> None:
        """Helpful, different each time, and with a person to talk to at the third."""
        run = state.current
        misses = 1
        if run is not None:
            run.misses += 1
            misses = run.misses
        if misses >= 3 and "talk_to_person" in engine.flows:
            scene.asides.append(_("I still don't follow, sorry. Shall I get a person?"))
            scene.out.append(Say(scene.asides.pop(), (engine.flows["talk_to_person"].button(),)))
        elif misses == 2:
            scene.asides.append(_('I am not sure what you mean. Tap a button, type its words, or say "help".'))
        else:
            scene.asides.append(_("Sorry, I didn't get that."))
        self._go_on(scene, state, engine)

    def _social(self, scene: Scene, state: State, engine: Engine, social: Social) -> None:
        if social.name == "hello":
            self._go_on(scene, state, engine)
            return
        words = {"thanks": _("You're welcome!"), "bye": _("Goodbye, and see you soon.")}
        scene.out.append(Say(words.get(social.name, _("Glad to hear it."))))
        if state.current is not None:
            self._go_on(scene, state, engine)

    def _speak(self, scene: Scene, state: State, engine: Engine, locale: str) -> None:
        change_person(scene.tx.conn, scene.person.id, locale=locale)
        scene.person = load_person(scene.tx.conn, scene.person.id)
        scene.out.append(Say(_("Of course. We'll speak English.")))
        self._go_on(scene, state, engine)


def _utterance(scene: Scene, words: str) -> Utterance:
    now = scene.now.astimezone(zone_named(scene.person.zone))
    return Utterance(words, understand(words, now, scene.person.locale), now, scene.person.locale)


def _recent_buttons(scene: Scene, record: Record) -> Iterator[Button]:
    """Buttons that are still on the person's screen, the newest first."""
    for message in store.last_messages(scene.tx.conn, record.conversation.id, RECENT):
        if message.reply is not None:
            yield from buttons_of(message.reply)


def _which(engine: Engine, reading: Ambiguous) -> Reply:
    answer = engine.flows[reading.run.flow].answer(reading.asked.answer)
    buttons = tuple(
        Button(_label(answer.load(value)), GiveAnswer(reading.run.id, reading.asked.path, value))
        for value in reading.values
    )
    return Say(_("Which one do you mean?"), buttons)


def _label(value: object) -> Text:
    return _("{time:when}", time=value) if isinstance(value, datetime) else _("{words}", words=str(value))


def _describe(incoming: LocationIn | ContactIn | FileIn) -> Text:
    if isinstance(incoming, LocationIn):
        return _("(a place on the map)")
    return _("(a contact)") if isinstance(incoming, ContactIn) else _("(a file)")
