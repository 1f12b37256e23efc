"""Messages by e-mail, for whoever has closed the chat: one mail for all that gathered, over SMTP."""

from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import unquote, urlsplit

import aiosmtplib

from etude.conversations.messages import Document, LessonCard, PayLink, Reply
from etude.core.people.model import Person
from etude.core.text import _


class SmtpMailer:
    """Sends through `url`, such as ``smtp://user:password@host:587`` (``smtps`` for TLS from the start)."""

    def __init__(self, url: str, sender: str, chat_url: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if parts.scheme == "smtps" else 587)
        self._tls = parts.scheme == "smtps"
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._sender = sender
        self._chat_url = chat_url

    async def mail(self, person: Person, unseen: Sequence[Reply]) -> None:
        """One mail with what was not seen, and its files; raises aiosmtplib's errors when it cannot be handed over."""
        await aiosmtplib.send(
            self._compose(person, unseen),
            hostname=self._host,
            port=self._port,
            use_tls=self._tls,
            username=self._user,
            password=self._password,
            timeout=20,
        )

    def _compose(self, person: Person, unseen: Sequence[Reply]) -> EmailMessage:
        voice = person.voice
        mail = EmailMessage()
        mail["From"], mail["To"] = self._sender, person.email or ""
        first = unseen[0].text.render(voice)
        mail["Subject"] = " ".join(first.split())[:78]
        mail["Message-ID"] = make_msgid(domain="etude.example")
        lines = [_plain(reply, person) for reply in unseen]
        lines.append(_("Answer in the chat: {url}", url=self._chat_url).render(voice))
        mail.set_content("\n\n".join(lines))
        for reply in unseen:
            if isinstance(reply, Document):
                kind, _slash, subtype = reply.mime.partition("/")
                mail.add_attachment(reply.content.encode(), maintype=kind, subtype=subtype, filename=reply.name)
        return mail


def _plain(reply: Reply, person: Person) -> str:
    voice = person.voice
    lines = [reply.text.render(voice)]
    if isinstance(reply, LessonCard):
        lines += [f"{name.render(voice)}: {value.render(voice)}" for name, value in reply.facts]
    if isinstance(reply, PayLink):
        lines.append(reply.url)
    return "\n".join(lines)
