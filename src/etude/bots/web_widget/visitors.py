"""Who sits at the other end of a socket: a visitor with a secret of their own, or a terminal of this machine."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from etude.bots.web_widget.frames import Hello
from etude.conversations import store
from etude.conversations.store import Address, Newcomer
from etude.core.ids import new_secret
from etude.core.text import Text, _, nearest_locale, zone_named
from etude.core.transaction import Transactions, Tx
from etude.core.tutors.store import first_tutor_name, tutor_last_booked

STUDENT, TUTOR = "student", "tutor"
MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class Visitor:
    """An address, what is known of a newcomer there, and the secret that the client keeps."""

    address: Address
    newcomer: Newcomer
    secret: str | None


class TurnedAwayError(Exception):
    """Whoever said hello cannot speak here; `code` and `sentence` say why."""

    def __init__(self, code: str, sentence: Text) -> None:
        self.code, self.sentence = code, sentence
        super().__init__(code)


async def find_visitor(transactions: Transactions, hello: Hello, key: str) -> Visitor:
    """Whoever said hello; raises TurnedAwayError for a terminal with a wrong key or for somebody who is not there."""
    newcomer = Newcomer(None, nearest_locale(hello.locale), usable_zone(hello.zone))
    if hello.key is not None:
        if not hmac.compare_digest(hello.key.encode(), key.encode()):
            raise TurnedAwayError("not_yours", _("This terminal does not know the key of the server's data folder."))
        return await _terminal(transactions, hello.as_ or STUDENT, newcomer)
    secret = hello.visitor or new_secret()
    return Visitor(visitor_address(secret), newcomer, secret)


def visitor_address(secret: str) -> Address:
    """The address of a visitor: only a digest of their secret is kept."""
    return Address("widget", hashlib.sha256(secret.encode()).hexdigest())


async def _terminal(transactions: Transactions, who: str, newcomer: Newcomer) -> Visitor:
    """A terminal speaks as a student, as the tutor last booked, or as anyone who is here, by name."""

    def link(tx: Tx) -> Address:
        person = tutor_last_booked(tx.conn) if who == TUTOR else store.person_named(tx.conn, who)
        if person is None and who == TUTOR:
            raise TurnedAwayError("no_tutor", _no_tutor(first_tutor_name(tx.conn)))
        address = Address("terminal", who if person is None else person)
        if person is not None:
            store.link_address(tx.conn, tx.now, address, person)
        elif who != STUDENT and store.person_at(tx.conn, address) is None:
            raise TurnedAwayError("nobody", _nobody(who, store.names_like(tx.conn, who, MOST_NAMES)))
        return address

    return Visitor(await transactions.run(link), newcomer, None)


def _no_tutor(name: str | None) -> Text:
    if name is None:
        return _("There is no tutor here yet.")
    return _('No lesson has been booked yet. Say which tutor you are: etude chat --as "{name}"', name=name)


def _nobody(who: str, others: Sequence[str]) -> Text:
    names = ", ".join((STUDENT, TUTOR, *others))
    return _("Nobody here is called {who}. Known: {names}, and everyone else by their full name.", who=who, names=names)


def usable_zone(name: str) -> str:
    """An IANA zone as sent by a browser or a terminal; UTC for what is none, and for it by any of its names."""
    try:
        zone_named(name)
    except (KeyError, ValueError, OSError):
        return "UTC"
    return "UTC" if name.rpartition("/")[2].upper() in _NAMES_OF_UTC else name


# A machine without a place says one of these: its owner is in the zone of what they are looking for.
_NAMES_OF_UTC = frozenset(("UTC", "UCT", "GMT", "GMT0", "GMT+0", "GMT-0", "ZULU", "UNIVERSAL", "GREENWICH"))
