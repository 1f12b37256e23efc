"""What time alone changes: sessions and authorisations that lapse, money that becomes available."""

from collections.abc import Callable

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json
from etude.payments.sandbox.objects import balances, checkout, intent_shape, intents, payouts, refunds, session_shape

_BY_KIND: dict[str, Callable[[Call, Json], None]] = {
    balances.KIND: balances.ripen_transaction,
    session_shape.KIND: checkout.ripen,
    intent_shape.KIND: intents.ripen,
    payouts.KIND: payouts.ripen,
    refunds.KIND: refunds.ripen,
}


def ripen(call: Call) -> int:
    """Do what is due by the clock; returns how many objects changed."""
    count = 0
    for account, thing in call.store.due(call.now):
        _BY_KIND[thing["object"]](call.within(account), thing)
        count += 1
    return count
