"""Messages by e-mail, for whoever has closed the chat: one mail for all that gathered, over SMTP."""

import re
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid, parseaddr
from typing import assert_never
from urllib.parse import unquote, urlsplit

import aiosmtplib

from etude.conversations.messages import (
    Cards,
    Document,
    FileRequest,
    LessonCard,
    LocationRequest,
    Media,
    OpenLink,
    PayLink,
    Progress,
    Reply,
    Say,
    Times,
    buttons_of,
)
from etude.core.people.model import Person
from etude.core.text import Voice, _

# Where the library folds a line with signs beyond ASCII, it doubles a space; none of our headers needs folding.
_WIRE = SMTP.clone(max_line_length=998)
# With its name in front of it, a line of a mail's header that need not be folded.
LONGEST_SUBJECT = 69
# A point within a number or after "No" is no end: the next word begins with a capital, a sign of money or a quote.
_SENTENCE = re.compile(r"[.!?…](?= [^\Wa-z\d_]| [^\w\s])")


class SmtpMailer:
    """Sends through `url`, such as ``smtp://user:password@host:587`` (``smtps`` for TLS from the start)."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if parts.scheme == "smtps" else 587)
        self._tls = parts.scheme == "smtps"
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._sender = sender
        self._sender_address = parseaddr(sender)[1]

    async def mail(self, person: Person, unseen: Sequence[Reply], link: str) -> None:
        """One mail with what was not seen, its files, and the `link` to the chat.

        Raises aiosmtplib's errors when it cannot be handed over.
        """
        await aiosmtplib.send(
            self._compose(person, unseen, link).as_bytes(policy=_WIRE),
            sender=self._sender_address,
            recipients=[person.email or ""],
            hostname=self._host,
            port=self._port,
            use_tls=self._tls,
            username=self._user,
            password=self._password,
            timeout=20,
        )

    def _compose(self, person: Person, unseen: Sequence[Reply], link: str) -> EmailMessage:
        voice = person.voice
        mail = EmailMessage()
        mail["From"], mail["To"] = self._sender, person.email or ""
        mail["Subject"] = subject_of(unseen[0].text.render(voice))
        mail["Message-ID"] = make_msgid(domain=self._sender_address.rpartition("@")[2])
        parts = [write_out(reply, voice) for reply in unseen]
        answer = _("Answer in the chat: {url}", url=link).render(voice)
        yours = _("This link works once, for two weeks. Keep it to yourself: it opens your chat.").render(voice)
        mail.set_content("\n\n".join([*parts, f"{answer}\n{yours}"]))
        for reply in unseen:
            if isinstance(reply, Document):
                kind, _slash, subtype = reply.mime.partition("/")
                mail.add_attachment(reply.content.encode(), maintype=kind, subtype=subtype, filename=reply.name)
        return mail


def subject_of(words: str) -> str:
    """As many whole sentences as a line of an inbox shows; a longer one ends where it pauses, or between two words."""
    line = " ".join(words.split())
    if len(line) <= LONGEST_SUBJECT:
        return line
    ends = [end.end() for end in _SENTENCE.finditer(line) if end.end() <= LONGEST_SUBJECT]
    if ends:
        return line[: ends[-1]].removesuffix(".")
    start = line[: LONGEST_SUBJECT - 1]
    pause = start.rfind(", ")
    return (start[:pause] if pause > LONGEST_SUBJECT // 2 else start.rsplit(" ", 1)[0].rstrip(",;:–-")) + "…"


def write_out(reply: Reply, voice: Voice) -> str:
    """A reply as plain lines: its words, what it shows, and what can be answered in the chat."""
    lines = [reply.text.render(voice), *_shown(reply, voice)]
    choices = [button.label.render(voice) for button in buttons_of(reply) if not isinstance(button.meaning, OpenLink)]
    if isinstance(reply, Document):
        choices = []  # ways to the feed, which the chat has too
    if choices:
        lines.append(_("You can choose there:").render(voice))
        lines += [f"- {choice}" for choice in choices]
    return "\n".join(lines)


def _shown(reply: Reply, voice: Voice) -> Iterator[str]:
    match reply:
        case LessonCard():
            yield from (f"{name.render(voice)}: {value.render(voice)}" for name, value in reply.facts)
        case PayLink():
            yield reply.url
        case Cards():
            for card in reply.cards:
                price = _("{price} for {minutes} min", price=card.price, minutes=card.minutes).render(voice)
                yield f"{card.name}: {card.headline.render(voice)}, {price}"
        case Say() | Times() | LocationRequest() | FileRequest() | Media() | Document() | Progress():
            for button in () if isinstance(reply, Document) else reply.buttons:
                if isinstance(button.meaning, OpenLink):
                    yield f"{button.label.render(voice)}: {button.meaning.url}"
        case _:
            assert_never(reply)
