"""What a person sees to choose from: labels, and numbers as their channel shows them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection

from etude.conversations import store
from etude.conversations.messages import Button, GiveAnswer, OpenLink, Reply, Say, StartFlow, buttons_of
from etude.conversations.state import Asked, Run
from etude.conversations.store import Message
from etude.conversations.understanding.courtesy import says_only
from etude.core.ids import ConversationId
from etude.core.text import LOCALES, Text, Voice

# How far back a label is still taken to be on the screen.
RECENT = 8
# Nobody types them as a label has them: "thats all" is "That's all".
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘´`"))
# How much of it is said again where somebody goes on.
MOST_OFFERED = 2


@dataclass(frozen=True, slots=True)
class Screen:
    """`lists` are the choices of the last messages, the newest first; `turns` the same, one list for all that was said
    between two words of the person's own; `fresh` are the last ones since their last words. With `numbers` the channel
    shows these numbered, and no others. `asking` are the choices of the last question that was put since the person's
    last words, and `asks_last` says that nothing to choose from came after it.
    """

    lists: Sequence[Sequence[Button]] = ()
    turns: Sequence[Sequence[Button]] = ()
    fresh: Sequence[Button] = ()
    numbers: bool = False
    asking: Sequence[Button] = ()
    asks_last: bool = False

    @property
    def newest(self) -> Sequence[Button]:
        """The choices that were last shown."""
        return self.turns[0] if self.turns else ()

    def labelled(self, words: str, reader: Voice) -> list[Button]:
        """The choices of this label where it was last shown: several where it meant several things there."""
        for buttons in self.turns:
            found = [button for button in buttons if matches(button.label, words, reader)]
            if found:
                return [button for at, button in enumerate(found) if button.meaning not in _meanings(found[:at])]
        return []

    def numbered(self, number: int, run: Run | None, asked: Asked | None) -> Button | None:
        """What a number stands for: as it is shown, else counted through the open question or the newest choices."""
        counted = self.fresh if self.numbers else ()
        if not 0 < number <= len(counted):
            counted = self._asking(run, asked) if run and asked else next(iter(self.lists), ())
        return counted[number - 1] if 0 < number <= len(counted) else None

    def _asking(self, run: Run, asked: Asked) -> Sequence[Button]:
        """The choices that came with the open question; a question without any is answered by the number itself."""
        for buttons in self.lists:
            if any(_answers(button, run, asked) for button in buttons):
                return buttons
        return [_button(asked, run, label, value) for label, value in asked.choices]


def look_at(conn: Connection, conversation: ConversationId, *, numbers: bool) -> Screen:
    """What the person who has just said something saw; with `numbers` their channel numbers what can be chosen."""
    return screen_of(store.last_messages(conn, conversation, RECENT), numbers=numbers)


def last_offered(conn: Connection, conversation: ConversationId) -> list[Reply]:
    """The last messages with something to choose, out of those since the person's last words; at most two."""
    found: list[Reply] = []
    for message in store.last_messages(conn, conversation, RECENT):
        if message.reply is None and found:
            break
        if message.reply is not None and len(found) < MOST_OFFERED and any(_leads_somewhere(message)):
            found.insert(0, message.reply)
    return found


def screen_of(messages: Sequence[Message], *, numbers: bool) -> Screen:
    """The screen after these messages, the newest first; the person's present words may stand before them."""
    lists: list[list[Button]] = []
    turns: list[list[Button]] = [[]]
    asking: list[Button] = []
    for message in messages[1:] if messages and messages[0].reply is None else messages:
        if message.reply is None:
            turns.append([])
        elif found := list(_tappable(message)):
            lists.append(found)
            turns[-1] = [*found, *turns[-1]]
            if not asking and len(turns) == 1 and _is_question(message.reply):
                asking = found
    shown = [turn for turn in turns if turn]
    fresh = lists[0] if turns[0] else ()
    return Screen(lists, shown, fresh, numbers, asking, asks_last=bool(asking) and asking is lists[0])


def plain(words: str) -> str:
    """Words as they are compared: without case, apostrophes, brackets and punctuation at the ends."""
    return " ".join(words.casefold().translate(_APOSTROPHES).split()).strip(' .!?()[]"“”')


def matches(label: Text, words: str, reader: Voice) -> bool:
    """Whether somebody typed this label, in any language we speak, perhaps with a "please"."""
    known = spellings(label, reader)
    ways = (words, words.translate(_APOSTROPHES))
    return plain(words) in known or any(says_only(way, spelling) for way in ways for spelling in known)


@lru_cache(maxsize=4096)
def spellings(label: Text, reader: Voice) -> frozenset[str]:
    """A label in every language, as it is compared; a time in it is as the reader's clock shows it."""
    return frozenset(plain(label.render(Voice(locale, reader.zone))) for locale in {*LOCALES, reader.locale})


def _tappable(message: Message) -> Iterator[Button]:
    if message.reply is not None:
        yield from (button for button in buttons_of(message.reply) if not isinstance(button.meaning, OpenLink))


def _leads_somewhere(message: Message) -> Iterator[bool]:
    """Choices that begin something, which outlive the flow that showed them."""
    return (isinstance(button.meaning, StartFlow) for button in _tappable(message))


def _is_question(reply: Reply) -> bool:
    return isinstance(reply, Say) and reply.text.render(Voice("en")).endswith("?")


def _answers(button: Button, run: Run, asked: Asked) -> bool:
    meaning = button.meaning
    return isinstance(meaning, GiveAnswer) and (meaning.run, meaning.question) == (run.id, asked.path)


def _button(asked: Asked, run: Run, label: object, value: object) -> Button:
    return Button(Text.from_json(label), GiveAnswer(run.id, asked.path, value, asked.seal))


def _meanings(buttons: Sequence[Button]) -> list[GiveAnswer | StartFlow | OpenLink]:
    return [button.meaning for button in buttons]
