"""The same transcript in another way: what was tapped is typed, numbered or said, and people change their channel."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import cycle

from etude.conversations.messages import Button, Cards, GiveAnswer, OpenLink, Reply, StartFlow, Times, buttons_of
from etude.conversations.store import Message
from etude.conversations.waiting import AGREE
from etude.core.text import Voice, zone_named
from etude.testing.transcripts.play import THE_TUTOR, Choose
from etude.testing.transcripts.players import NoSuchChoiceError, Player, said_at
from etude.testing.transcripts.script import Does, Hears, Offers, Says, Script, Step
from etude.testing.world import World

SHORTEST_WITH_A_SLIP = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice as somebody sees it: where it stands, and the number by which they may call it."""

    reply: Reply
    button: Button
    number: int | None
    voice: Voice
    now: datetime

    @property
    def label(self) -> str:
        return self.button.label.render(self.voice)

    @property
    def start(self) -> datetime | None:
        """The time it stands for, on the reader's clock."""
        times = [value for value in self.button.label.params.values() if isinstance(value, datetime)]
        return times[0].astimezone(zone_named(self.voice.zone)) if times else None

    @property
    def place(self) -> int | None:
        """Which of the tutors or times beside it, from 0."""
        alike: list[Button] = []
        if isinstance(self.reply, Cards):
            alike = [button for card in self.reply.cards for button in card.buttons]
        elif isinstance(self.reply, Times):
            alike = [option.button for option in self.reply.times]
        return alike.index(self.button) if self.button in alike else None

    @property
    def tutor(self) -> str | None:
        """The first name of the tutor it stands for."""
        cards = self.reply.cards if isinstance(self.reply, Cards) else ()
        return next((card.name.split()[0] for card in cards if self.button in card.buttons), None)

    @property
    def agrees(self) -> bool:
        """Whether a plain yes says the same."""
        meaning = self.button.meaning
        if isinstance(meaning, StartFlow):
            return meaning.flow in AGREE.values() and "time" not in meaning.args
        if not isinstance(meaning, GiveAnswer):
            return False
        sealed = [each for each in map(_seal_of, buttons_of(self.reply)) if each]
        return meaning.value in sealed if sealed else meaning.value is True


Words = Callable[[Choice], str | None]
"""What somebody types instead of a tap; None where nobody would."""


def type_label(choice: Choice) -> str | None:
    """As it stands there."""
    return choice.label


def type_number(choice: Choice) -> str | None:
    """As the terminal numbers it; what stands further up has no number any more."""
    return str(choice.number) if choice.number else None


def type_carelessly(choice: Choice) -> str | None:
    """In lower case, without commas, and with a slip of the finger; whoever agrees writes properly."""
    words = choice.label.casefold().replace(",", "").split(" ")
    longest = max(words, key=len)
    if choice.agrees or len(longest) < SHORTEST_WITH_A_SLIP or not longest.isalpha():
        return " ".join(words)
    slip = longest[:2] + longest[3] + longest[2] + longest[4:]
    return " ".join(slip if word == longest else word for word in words)


def type_in_german(choice: Choice) -> str | None:
    """The label as somebody else reads it."""
    return choice.button.label.render(Voice("de", choice.voice.zone))


def say_sentence(choice: Choice) -> str | None:
    """As one would say it."""
    said = _SENTENCES[choice.voice.locale.split("-")[0]]
    if choice.start:
        return said.time.format(time=said.clock(choice.start, choice.now))
    if choice.tutor:
        return said.tutor.format(name=choice.tutor)
    if choice.agrees:
        return said.yes
    return said.other.format(label=choice.label[:1].lower() + choice.label[1:])


def point(choice: Choice) -> str | None:
    """By its place in the row, such as "the second one"."""
    ordinals = _SENTENCES[choice.voice.locale.split("-")[0]].ordinals
    return ordinals[choice.place] if choice.place is not None and choice.place < len(ordinals) else None


def choosing(world: World, words: Words) -> Choose:
    """Takes choices by words, where there are any; else by a tap."""

    async def choose(player: Player, label: str) -> None:
        voice, messages = await said_at(world, player.address)
        said = words(find_choice(messages, voice, label, world.clock.now()))
        await (player.say(said) if said else player.tap(label))

    return choose


def find_choice(messages: list[Message], voice: Voice, label: str, now: datetime) -> Choice:
    """The newest choice of this label; raises NoSuchChoiceError.

    People count in the newest list since their last words. What stands further up has no number.
    """
    since = max((message.seq for message in messages if message.reply is None), default=0)
    fresh = [_chosen(message) for message in messages if message.seq > since and _chosen(message)]
    counted = [button for buttons in fresh[-1:] for button in buttons]
    for message in reversed(messages):
        for button in _chosen(message):
            if message.reply and button.label.render(voice) == label:
                places = [at for at, each in enumerate(counted, 1) if message.seq > since and each == button]
                return Choice(message.reply, button, places[-1] if places else None, voice, now)
    raise NoSuchChoiceError(label)


def going_on_half_way(script: Script) -> Script:
    """Each who says something more than once goes on elsewhere before the middle of it."""
    acts: dict[str, list[int]] = {}
    for at, (_number, step) in enumerate(script.steps):
        if isinstance(step, Says):
            acts.setdefault(step.who, []).append(at)
    moves = {places[len(places) // 2]: who for who, places in acts.items() if len(places) > 1}
    return _moving(script, lambda at, _step: f"{moves[at]} widget" if at in moves else None)


def going_on_each_time(script: Script) -> Script:
    """Nobody says two things in one place."""
    channels = {who: cycle(("widget", "terminal")) for who in script.roles}
    spoken: set[str] = set()

    def move(_at: int, step: Step) -> str | None:
        if not isinstance(step, Says):
            return None
        first = step.who not in spoken
        spoken.add(step.who)
        return None if first else f"{step.who} {next(channels[step.who])}"

    return _moving(script, move)


def without_words(script: Script) -> Script:
    """What people do and what must be true, whatever is said in between; but a link is read that is opened later."""
    kept = [
        (number, step)
        for number, step in script.steps
        if not isinstance(step, Hears | Offers) or (isinstance(step, Hears) and "http" in step.words)
    ]
    listens = {"T": THE_TUTOR} if "T" in script.roles else {}
    return replace(script, steps=tuple(kept), cast=listens | script.cast)


def _moving(script: Script, move: Callable[[int, Step], str | None]) -> Script:
    def steps() -> Iterator[tuple[int, Step]]:
        for at, (number, step) in enumerate(script.steps):
            if where := move(at, step):
                yield number, Does("channel", where)
            yield number, step

    return replace(script, steps=tuple(steps()))


def _chosen(message: Message) -> list[Button]:
    found = buttons_of(message.reply) if message.reply else ()
    return [button for button in found if not isinstance(button.meaning, OpenLink)]


def _seal_of(button: Button) -> str | None:
    return button.meaning.seal if isinstance(button.meaning, GiveAnswer) else None


@dataclass(frozen=True, slots=True)
class _Sentences:
    """How choices are said in a language."""

    time: str
    tutor: str
    yes: str
    other: str
    ordinals: tuple[str, ...]
    clock: Callable[[datetime, datetime], str]


def _english_clock(start: datetime, now: datetime) -> str:
    clock = f"{start:%I:%M%p}".lstrip("0").replace(":00", "").lower()
    soon = start.date() - now.astimezone(start.tzinfo).date() < timedelta(days=7)
    return f"{start:%A} at {clock}" if soon else f"{start.day} {start:%B} at {clock}"


def _german_clock(start: datetime, _now: datetime) -> str:
    return f"{start.day}.{start.month}. um {start:%H:%M}"


def _spanish_clock(start: datetime, _now: datetime) -> str:
    return f"{start.day}/{start.month} a las {start:%H:%M}"


_SENTENCES = {
    "en": _Sentences(
        "{time} works for me",
        "I'd take the one with {name}",
        "yes please",
        "{label}, please",
        ("the first one", "the second one", "the third one"),
        _english_clock,
    ),
    "de": _Sentences(
        "{time} passt mir",
        "ich nehme {name}",
        "ja bitte",
        "{label}, bitte",
        ("die erste", "die zweite", "die dritte"),
        _german_clock,
    ),
    "es": _Sentences(
        "{time} me va bien",
        "prefiero a {name}",
        "sí, por favor",
        "{label}, por favor",
        ("la primera", "la segunda", "la tercera"),
        _spanish_clock,
    ),
}
