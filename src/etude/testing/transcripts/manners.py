"""What holds for everything that is said, whatever it is about: short, plain, and with a way to go on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields

from etude.conversations.messages import Cards, LessonCard, PayLink, Reply, buttons_of
from etude.core.text import Text, Voice

LONGEST, LONGEST_LABEL = 240, 20
MOST_REPLIES, MOST_CARDS, MOST_BUTTONS = 4, 3, 6
_JARGON = re.compile(
    r"\b(slots?|holds?|held|authori[sz]e[sd]?|errors?|invalid|failed|null|none type|request id)\b", re.I
)


def faults_of_turn(replies: Sequence[Reply], voice: Voice, *, asked: bool) -> Iterator[str]:
    """What is wrong with all that is said in one turn; `asked` says whether a question is left open."""
    if len(replies) > MOST_REPLIES:
        yield f"{len(replies)} messages at once, the first “{replies[0].text.render(voice)}”"
    if len({str(reply) for reply in replies}) < len(replies):
        yield f"the same said twice: “{replies[-1].text.render(voice)}”"
    if replies and not asked and not any(_leads_on(reply) for reply in replies):
        yield f"no way on after “{replies[-1].text.render(voice)}”"
    for reply in replies:
        yield from faults_of_reply(reply, voice)


def faults_of_reply(reply: Reply, voice: Voice) -> Iterator[str]:
    """What is wrong with one message by itself."""
    words = reply.text.render(voice)
    if not words.strip():
        yield "an empty message"
    if len(words) > LONGEST:
        yield f"{len(words)} characters: “{words}”"
    if isinstance(reply, Cards) and len(reply.cards) > MOST_CARDS:
        yield f"{len(reply.cards)} cards: “{words}”"
    labels = [button.label.render(voice) for button in buttons_of(reply)]
    if len(labels) > MOST_BUTTONS:
        yield f"{len(labels)} buttons: {labels}"
    if len(set(labels)) < len(labels):
        yield f"two buttons with one label: {labels}"
    yield from (f"{len(label)} characters on a button: “{label}”" for label in labels if len(label) > LONGEST_LABEL)
    for text in _texts(reply):
        if _JARGON.search(_own_words(text)):
            yield f"jargon: “{text.render(voice)}”"


def _leads_on(reply: Reply) -> bool:
    return isinstance(reply, PayLink) or any(True for _button in buttons_of(reply))


def _texts(reply: Reply) -> Iterator[Text]:
    yield from (value for field in fields(reply) if isinstance(value := getattr(reply, field.name), Text))
    yield from (button.label for button in buttons_of(reply))
    if isinstance(reply, LessonCard):
        yield from (text for fact in reply.facts for text in fact)


def _own_words(text: Text) -> str:
    """What we say ourselves: people's names and words are values in it, and may be anything."""
    inner = [_own_words(value) for value in text.params.values() if isinstance(value, Text)]
    return " ".join([text.msgid, *inner])
