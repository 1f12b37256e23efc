"""Looks after payments whose news was lost on the way: once a minute, while somebody is at a hosted page."""

import logging
from datetime import timedelta

from etude.core.jobs.store import Job, ask_for, finish
from etude.core.transaction import Transactions, Tx
from etude.payments.provider import NotSentError, OutcomeUnknownError, Provider, RejectedError
from etude.payments.standing import refresh
from etude.payments.store import any_open, open_payments

log = logging.getLogger(__name__)
MINUTE = timedelta(minutes=1)
AT_ONCE = 20


async def catch_up(transactions: Transactions, provider: Provider, job: Job) -> None:
    """Look up open payments, those that were looked up longest ago first, and come again while there are any."""
    before = transactions.clock.now() - MINUTE
    for payment_id in await transactions.read(lambda conn: open_payments(conn, before, AT_ONCE)):
        try:
            await refresh(transactions, provider, payment_id)
        except RejectedError:
            log.warning("payment %s is not known to %s", payment_id, provider.name)
        except (NotSentError, OutcomeUnknownError):
            break
    await transactions.run(lambda tx: _go_on(tx, job))


def watch(tx: Tx) -> None:
    """Have open payments looked after from the next full minute on."""
    due = tx.now.replace(second=0, microsecond=0) + MINUTE
    ask_for(tx, "payment.catch_up", f"payments:catch-up:{due.isoformat()}", due=due)


def _go_on(tx: Tx, job: Job) -> None:
    if any_open(tx.conn):
        watch(tx)
    finish(tx.conn, job, tx.now)
