"""Takes mail over SMTP on loopback and keeps it in a folder, so that the demo can show it and tests can read it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """Keeps what arrives as ``.eml`` files in `folder`, while `receiving_mail` runs; `url` is where it is handed in."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url

    def mails(self) -> list[EmailMessage]:
        """What has arrived, the oldest first."""
        return [_read(path) for path in sorted(self.folder.glob("*.eml"))]


@asynccontextmanager
async def receiving_mail(folder: Path, port: int = 0) -> AsyncIterator[MailServer]:
    """Take mail on 127.0.0.1 until the block ends, at a free port where `port` is 0."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(_Keeper(folder)), "127.0.0.1", port)
    try:
        yield MailServer(folder, f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    finally:
        server.close()
        await server.wait_closed()


class _Keeper:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        number = len(list(self._folder.glob("*.eml")))
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        (self._folder / f"{number:06d}.eml").write_bytes(content)
        return "250 Kept"


def _read(path: Path) -> EmailMessage:
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail
