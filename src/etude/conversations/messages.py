"""What comes in and what goes out, free of any channel. Every channel draws every kind of `Reply`.

The buttons of a reply are numbered through all its cards and times in the order of `buttons_of`; a tap names the
message and that number, and the message's row holds what the button means.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal, TypeAlias, assert_never

from pydantic import Discriminator, TypeAdapter

from etude.core.ids import LessonId, PersonId, TicketId
from etude.core.money import Money
from etude.core.text import Text, _

Style: TypeAlias = Literal["plain", "primary", "danger"]


@dataclass(frozen=True, slots=True)
class GiveAnswer:
    """The button answers a question: `question` is its path, `run` the run of the flow that asked it.

    `value` is the answer's JSON; `seal` the digest of the facts that a consent was shown.
    """

    run: str
    question: str
    value: object
    seal: str | None = None
    kind: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True)
class StartFlow:
    """The button starts a flow with these arguments (JSON), such as answering one lesson request.

    `answers` (JSON, by name) are given along with it; where the same flow is under way, they correct it.
    """

    flow: str
    args: dict[str, object] = field(default_factory=dict)
    answers: dict[str, object] = field(default_factory=dict)
    kind: Literal["start"] = "start"


@dataclass(frozen=True, slots=True)
class OpenLink:
    """The button opens a page; nothing comes back to the conversation."""

    url: str
    kind: Literal["link"] = "link"


Meaning: TypeAlias = Annotated[GiveAnswer | StartFlow | OpenLink, Discriminator("kind")]


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap. Labels are at most 20 characters, so that Telegram shows them whole."""

    label: Text
    meaning: Meaning
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Say:
    """A bubble of words, with choices under it if there are any.

    `code` is the seed of a code: where this is read, the code stands for `{code}` and at the end of links.
    """

    text: Text
    buttons: tuple[Button, ...] = ()
    code: str | None = None
    kind: Literal["say"] = "say"


@dataclass(frozen=True, slots=True)
class TutorCard:
    """One tutor at a glance. `rating` is 0 to 5, None before the first review; `photo` is a path on our own site."""

    tutor: PersonId
    name: str
    headline: Text
    price: Money
    minutes: int
    rating: float | None
    reviews: int
    next_time: datetime | None
    reasons: tuple[Text, ...] = ()
    badge: Text | None = None
    photo: str | None = None
    profile: str | None = None
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Cards:
    """Up to three tutors side by side."""

    text: Text
    cards: tuple[TutorCard, ...]
    buttons: tuple[Button, ...] = ()
    kind: Literal["cards"] = "cards"


@dataclass(frozen=True, slots=True)
class TimeOption:
    """A time that can be picked."""

    start: datetime
    button: Button


@dataclass(frozen=True, slots=True)
class Times:
    """Real free times, drawn in the reader's zone; `other_zone` is the other side's, when it differs."""

    text: Text
    times: tuple[TimeOption, ...]
    buttons: tuple[Button, ...] = ()
    other_zone: str | None = None
    kind: Literal["times"] = "times"


@dataclass(frozen=True, slots=True)
class LocationRequest:
    """Asks where someone is; a place may be typed as well."""

    text: Text
    buttons: tuple[Button, ...] = ()
    kind: Literal["location"] = "location"


@dataclass(frozen=True, slots=True)
class FileRequest:
    """Asks for a file; `accepts` are MIME types such as ``audio/*``."""

    text: Text
    accepts: tuple[str, ...]
    buttons: tuple[Button, ...] = ()
    kind: Literal["file"] = "file"


@dataclass(frozen=True, slots=True)
class Media:
    """A sound, a film or a picture; `path` is on our own site, `file` in the file store."""

    text: Text
    media: Literal["audio", "video", "photo"]
    title: str
    path: str
    file: str
    mime: str
    seconds: int | None = None
    buttons: tuple[Button, ...] = ()
    kind: Literal["media"] = "media"


@dataclass(frozen=True, slots=True)
class Document:
    """A file to keep, such as an invitation; its words travel with it."""

    text: Text
    name: str
    mime: str
    content: str
    buttons: tuple[Button, ...] = ()
    kind: Literal["document"] = "document"


@dataclass(frozen=True, slots=True)
class PayLink:
    """The pay button: the amount, our own link, until when the time is kept, and for which lesson."""

    text: Text
    amount: Money
    url: str
    until: datetime
    label: Text
    buttons: tuple[Button, ...] = ()
    lesson: LessonId | None = None
    kind: Literal["pay"] = "pay"


@dataclass(frozen=True, slots=True)
class LessonCard:
    """A lesson as facts: who, what, when, where, how much, and how it stands; `yours` where it waits for the reader."""

    text: Text
    lesson: LessonId
    title: Text
    facts: tuple[tuple[Text, Text], ...]
    status: str
    buttons: tuple[Button, ...] = ()
    yours: bool = False
    kind: Literal["lesson"] = "lesson"


@dataclass(frozen=True, slots=True)
class Progress:
    """Something takes a moment; it is gone when the next reply comes."""

    text: Text
    buttons: tuple[Button, ...] = ()
    kind: Literal["progress"] = "progress"


Reply: TypeAlias = Annotated[
    Say | Cards | Times | LocationRequest | FileRequest | Media | Document | PayLink | LessonCard | Progress,
    Discriminator("kind"),
]
replies: TypeAdapter[Reply] = TypeAdapter(Reply)


def buttons_of(reply: Reply) -> Iterator[Button]:
    """Every button of a reply, in the order that numbers them: cards, then times, then the reply's own."""
    if isinstance(reply, Cards):
        for card in reply.cards:
            yield from card.buttons
    elif isinstance(reply, Times):
        for option in reply.times:
            yield option.button
    elif isinstance(reply, Say | LocationRequest | FileRequest | Media | Document | PayLink | LessonCard | Progress):
        pass
    else:
        assert_never(reply)
    yield from reply.buttons


def in_short(reply: Reply) -> Reply:
    """What to say instead of a reply that is still on the screen: long ones are pointed at, with every choice."""
    if isinstance(reply, Cards):
        return Say(_("The tutors are above: tap one, or say what matters to you."), tuple(buttons_of(reply)))
    return reply


@dataclass(frozen=True, slots=True)
class TextIn:
    """Words that a person typed."""

    text: str
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Tap:
    """A button that a person tapped: the message's id and the button's number in it."""

    message: str
    button: int
    kind: Literal["tap"] = "tap"


@dataclass(frozen=True, slots=True)
class LocationIn:
    """Where a person is, in degrees, to about a kilometre: nothing more exact is ever kept."""

    lat: float
    lon: float
    kind: Literal["location"] = "location"

    def __post_init__(self) -> None:
        for name in ("lat", "lon"):
            object.__setattr__(self, name, round(getattr(self, name), 2))


@dataclass(frozen=True, slots=True)
class ContactIn:
    """A contact that a person shared."""

    name: str
    phone: str
    kind: Literal["contact"] = "contact"


@dataclass(frozen=True, slots=True)
class FileIn:
    """A file that a person sent: where it lies in the file store, its type and size in bytes."""

    path: str
    mime: str
    size: int
    name: str
    caption: str = ""
    kind: Literal["file"] = "file"


@dataclass(frozen=True, slots=True)
class Opened:
    """The chat was opened, perhaps by a link with a payload (Telegram's /start, a widget's first open)."""

    payload: str = ""
    kind: Literal["opened"] = "opened"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something happened that concerns this person; `event` names it, `lesson` is what it is about."""

    event: str
    lesson: str
    facts: dict[str, object] = field(default_factory=dict)
    kind: Literal["notice"] = "notice"


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody else's flow asks this person to take part: the flow to start, and its arguments."""

    flow: str
    args: dict[str, object]
    kind: Literal["invited"] = "invited"


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody else's flow has something to say here, such as a question to a tutor."""

    reply: Reply
    kind: Literal["told"] = "told"


@dataclass(frozen=True, slots=True)
class Joined:
    """Another address became this person's; `runs` (JSON) is what was under way there."""

    runs: list[object]
    kind: Literal["joined"] = "joined"


@dataclass(frozen=True, slots=True)
class OperatorSaid:
    """A person of Etude's answers a ticket; these words go to whoever asked."""

    ticket: TicketId
    words: str
    kind: Literal["operator"] = "operator"


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A person of Etude's has done what was to be done; the conversation is Etude's again."""

    ticket: TicketId
    kind: Literal["given_back"] = "given_back"


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """Nothing was heard about this run of a flow for a while."""

    run: str
    kind: Literal["left_open"] = "left_open"


Incoming: TypeAlias = Annotated[
    TextIn
    | Tap
    | LocationIn
    | ContactIn
    | FileIn
    | Opened
    | Notice
    | Invited
    | Told
    | Joined
    | OperatorSaid
    | GivenBack
    | LeftOpen,
    Discriminator("kind"),
]
incomings: TypeAdapter[Incoming] = TypeAdapter(Incoming)
