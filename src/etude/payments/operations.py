"""Moves money at the provider: look how it stands, do the one next thing, write down what came of it."""

from contextlib import suppress
from datetime import timedelta
from functools import partial

from etude.core.ids import PaymentId
from etude.core.jobs.store import Job, ask_for, finish
from etude.core.jobs.worker import JobHandler, RetryLaterError
from etude.core.transaction import Transactions, Tx
from etude.payments.catch_up import catch_up
from etude.payments.incoming import apply_event
from etude.payments.model import Payment
from etude.payments.provider import (
    Authorisation,
    DeclinedError,
    NotSentError,
    OutcomeUnknownError,
    Provider,
    ProviderError,
    RejectedError,
)
from etude.payments.settlement import Step, next_step
from etude.payments.standing import note_failed, refresh, take_in
from etude.payments.store import change_payment, load_payment, lock_payment, view_payment

_LONGEST_WAIT = 3600


def job_handlers(transactions: Transactions, provider: Provider) -> dict[str, JobHandler]:
    """What the worker calls for each kind of job of this folder.

    Capture, release and refund are names for why somebody asked; all three do whatever is next for the payment.
    """
    move = _patient(partial(move_money, transactions, provider))
    return {
        "payment.capture": move,
        "payment.release": move,
        "payment.refund": move,
        "payment.close_checkout": _patient(partial(close_checkout, transactions, provider)),
        "payment.catch_up": _patient(partial(catch_up, transactions, provider)),
        "provider.event": _patient(partial(apply_event, transactions, provider)),
    }


async def move_money(transactions: Transactions, provider: Provider, job: Job) -> None:
    """Bring the money of `job`'s payment to where its lesson wants it; one step, after a look at how it stands.

    Raises NotSentError or OutcomeUnknownError when that could not be done or is not known to have been.
    """
    payment, lesson = await transactions.read(lambda conn: view_payment(conn, _payment_in(job)))
    if payment.intent is None:
        return
    money = await provider.look_up(payment.intent)
    step = next_step(lesson, payment, money)
    if step is not None:
        money = await _carry_out(transactions, provider, payment, payment.intent, step)
    await transactions.run(lambda tx: _record(tx, job, money))


async def close_checkout(transactions: Transactions, provider: Provider, job: Job) -> None:
    """Shut a hosted page whose time is over; a payer who was faster counts as one who came late."""
    # Refused means complete or closed already, which the look below tells apart.
    with suppress(RejectedError):
        await provider.close_checkout(job.word("session"))
    await refresh(transactions, provider, _payment_in(job))


async def _carry_out(
    transactions: Transactions, provider: Provider, payment: Payment, intent: str, step: Step
) -> Authorisation:
    # The amount is part of the key: another amount is another request, and a provider refuses a key used for both.
    key = f"{payment.id}:{step.operation}-{step.amount.amount}:{payment.spent + 1}"
    try:
        if step.operation == "capture":
            return await provider.capture(intent, step.amount, key)
        if step.operation == "release":
            return await provider.release(intent, key)
        return await provider.refund(intent, step.amount, key)
    except (DeclinedError, RejectedError) as error:
        return await _look_after_refusal(transactions, provider, payment, intent, error)
    except OutcomeUnknownError as error:
        if error.spent:
            await transactions.run(lambda tx: _spend_key(tx, payment.id))
        raise


async def _look_after_refusal(
    transactions: Transactions, provider: Provider, payment: Payment, intent: str, error: ProviderError
) -> Authorisation:
    """A definite no: either somebody else has moved the money already, or it cannot be had."""
    money = await provider.look_up(intent)
    if await transactions.run(lambda tx: _give_up_capture(tx, payment.id, money, str(error.sentence))):
        return money
    raise NotSentError from error


def _give_up_capture(tx: Tx, payment_id: PaymentId, money: Authorisation, reason: str) -> bool:
    """Whether nothing is left to be tried; a capture that was refused is not tried again, the rest is."""
    payment, lesson = lock_payment(tx, payment_id)
    payment = _spend_key(tx, payment_id)
    step = next_step(lesson, payment, money)
    if step is None:
        return True
    if step.operation != "capture":
        return False
    note_failed(tx, payment, lesson, reason)
    ask_for(tx, "payment.release", f"{payment.lane}:release:failed", lane=payment.lane, payment=payment.id)
    return True


def _spend_key(tx: Tx, payment_id: PaymentId) -> Payment:
    payment = load_payment(tx.conn, payment_id, lock=True)
    return change_payment(tx, payment, spent=payment.spent + 1)


def _record(tx: Tx, job: Job, money: Authorisation) -> None:
    take_in(tx, _payment_in(job), None, money)
    finish(tx.conn, job, tx.now)


def _payment_in(job: Job) -> PaymentId:
    return PaymentId(job.word("payment"))


def _patient(handle: JobHandler) -> JobHandler:
    """Comes back later, and later still, while the provider cannot be reached or does not say."""

    async def handler(job: Job) -> None:
        try:
            await handle(job)
        except (NotSentError, OutcomeUnknownError) as error:
            raise RetryLaterError(timedelta(seconds=min(2**job.attempts, _LONGEST_WAIT))) from error

    return handler
