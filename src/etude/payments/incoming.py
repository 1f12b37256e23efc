"""What the provider tells us: kept word for word, acknowledged, then taken as a reason to look."""

from typing import Any

from etude.core.ids import PaymentId
from etude.core.jobs.store import Job, ask_for, finish
from etude.core.transaction import Transactions, Tx
from etude.payments.provider import Provider, ProviderEvent
from etude.payments.standing import refresh
from etude.payments.store import find_payment, keep_event, note_applied


def receive_event(tx: Tx, provider: str, event: ProviderEvent, raw: bytes) -> None:
    """Store a verified event once; what it is about is looked up as soon as this is committed."""
    if not keep_event(tx, provider, event, raw):
        return
    payment = find_payment(tx.conn, event)
    if payment is None:
        note_applied(tx, provider, event.account, event.id)
        return
    key = f"event:{provider}:{event.account}:{event.id}"
    # Several events tell of one change; one after the other, the first does the work.
    lane = f"events:{payment}"
    names: dict[str, Any] = {"payment": payment, "intent": event.intent, "account": event.account, "event": event.id}
    ask_for(tx, "provider.event", key, lane=lane, **names)


async def apply_event(transactions: Transactions, provider: Provider, job: Job) -> None:
    """Look how the event's payment stands now, whatever the event said."""
    intent = job.payload.get("intent")
    await refresh(transactions, provider, PaymentId(job.word("payment")), str(intent) if intent else None)
    await transactions.run(lambda tx: _conclude(tx, provider.name, job))


def _conclude(tx: Tx, provider: str, job: Job) -> None:
    note_applied(tx, provider, job.word("account"), job.word("event"))
    finish(tx.conn, job, tx.now)
