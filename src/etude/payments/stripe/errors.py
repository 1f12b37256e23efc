"""What Stripe's errors mean for us (https://docs.stripe.com/error-low-level)."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import stripe

from etude.core.text import verbatim
from etude.payments.provider import DeclinedError, NotSentError, OutcomeUnknownError, ProviderError, RejectedError

# The request never left us: the connection was not made.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


@contextmanager
def translated() -> Iterator[None]:
    """Turn the library's errors into ours."""
    try:
        yield
    except stripe.StripeError as error:
        raise _meaning(error) from error


def _meaning(error: stripe.StripeError) -> ProviderError:
    if isinstance(error, stripe.APIConnectionError):
        return NotSentError() if isinstance(error.__cause__, _NOT_SENT) else OutcomeUnknownError()
    if isinstance(error, stripe.CardError):
        return DeclinedError(verbatim(error.user_message) if error.user_message else None)
    # A wrong key or too many requests are refused before anything is done, and an operator can put them right.
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError | stripe.RateLimitError):
        return NotSentError()
    if error.http_status == 409:
        return OutcomeUnknownError()
    if isinstance(error, stripe.InvalidRequestError | stripe.IdempotencyError):
        return RejectedError()
    # The first answer to an idempotency key is repeated for a day, a failure of the server too.
    return OutcomeUnknownError(spent=True)
