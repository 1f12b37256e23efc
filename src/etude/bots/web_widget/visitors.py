"""Who sits at the other end of a socket: a visitor with a secret of their own, or a terminal of this machine."""

import hashlib
import hmac
from dataclasses import dataclass, replace

from etude.bots.web_widget.frames import Hello
from etude.conversations import store
from etude.conversations.store import Address, Newcomer
from etude.core.ids import new_secret
from etude.core.text import LOCALES, zone_named
from etude.core.transaction import Transactions, Tx
from etude.core.tutors.store import tutor_last_booked

STUDENT, TUTOR = "student", "tutor"


@dataclass(frozen=True, slots=True)
class Visitor:
    """An address, what is known of a newcomer there, and the secret that the client keeps."""

    address: Address
    newcomer: Newcomer
    secret: str | None


class UnknownKeyError(Exception):
    """This terminal does not have the key of the data folder, so it may not speak for anyone."""


class NoTutorError(Exception):
    """A terminal wants to speak as a tutor, and there is none."""


async def find_visitor(transactions: Transactions, hello: Hello, key: str) -> Visitor:
    """Whoever said hello; raises UnknownKeyError for a terminal with a wrong key, or NoTutorError."""
    newcomer = Newcomer(None, usable_locale(hello.locale), usable_zone(hello.zone))
    if hello.key is not None:
        if not hmac.compare_digest(hello.key.encode(), key.encode()):
            raise UnknownKeyError
        return await _terminal(transactions, hello.as_ or STUDENT, newcomer)
    secret = hello.visitor or new_secret()
    return Visitor(visitor_address(secret), newcomer, secret)


def visitor_address(secret: str) -> Address:
    """The address of a visitor: only a digest of their secret is kept."""
    return Address("widget", hashlib.sha256(secret.encode()).hexdigest())


async def _terminal(transactions: Transactions, who: str, newcomer: Newcomer) -> Visitor:
    """A terminal speaks as a student, as the tutor last booked, or as anyone by name; a new name is somebody new."""

    def link(tx: Tx) -> Address:
        person = tutor_last_booked(tx.conn) if who == TUTOR else store.person_named(tx.conn, who)
        if person is None and who == TUTOR:
            raise NoTutorError
        address = Address("terminal", who if person is None else person)
        if person is not None:
            store.link_address(tx.conn, tx.now, address, person)
        return address

    named = newcomer if who == STUDENT else replace(newcomer, name=who)
    return Visitor(await transactions.run(link), named, None)


def usable_zone(name: str) -> str:
    """An IANA zone as sent by a browser; UTC for what is none."""
    try:
        zone_named(name)
    except (KeyError, ValueError, OSError):
        return "UTC"
    return name


def usable_locale(tag: str) -> str:
    """The language of ours that comes nearest to a browser's: en-US, en, de or es."""
    if tag.replace("_", "-").lower() == "en-us":
        return "en-US"
    language = tag.replace("_", "-").split("-")[0].lower()
    return language if language in LOCALES else "en"
