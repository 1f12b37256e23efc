"""Errors as Stripe words and shapes them (https://docs.stripe.com/api/errors, https://docs.stripe.com/error-codes)."""

from typing import Any

Json = dict[str, Any]


class StripeError(Exception):
    """A refusal that the API answers with an error envelope.

    `saved` says whether the answer is kept under an idempotency key: Stripe keeps what an endpoint answered once it had
    begun, never a refusal of malformed parameters (https://docs.stripe.com/api/idempotent_requests). `commits` says
    that what was written before the refusal stays, as the failed charge of a declined card does. `more` joins the
    envelope.
    """

    status = 400
    kind = "invalid_request_error"
    saved = True
    commits = False

    def __init__(
        self, message: str, *, code: str | None = None, param: str | None = None, more: Json | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.param = param
        self.more = more or {}

    def envelope(self) -> Json:
        """The JSON body of the refusal."""
        error: Json = {"type": self.kind, "message": self.message, **self.more}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://docs.stripe.com/error-codes#{self.code.replace('_', '-')}"
        if self.param:
            error["param"] = self.param
        return {"error": error}


class ParameterError(StripeError):
    """A parameter is missing, unknown or malformed."""

    saved = False


class AuthenticationError(StripeError):
    """No valid secret key was sent (https://docs.stripe.com/api/authentication)."""

    status = 401
    saved = False


class PermissionRefusedError(StripeError):
    """The key has no access to the account named in Stripe-Account."""

    status = 403
    saved = False


class MissingError(StripeError):
    """The object named in the path does not exist."""

    status = 404


class CardError(StripeError):
    """The card was declined or could not be read (https://docs.stripe.com/declines/codes)."""

    status = 402
    kind = "card_error"
    commits = True


class IdempotencyError(StripeError):
    """The idempotency key was first used with other parameters."""

    kind = "idempotency_error"
    saved = False


class IdempotencyConflictError(IdempotencyError):
    """A request with the same idempotency key is still being carried out."""

    status = 409


def missing(kind: str, name: str) -> MissingError:
    """The refusal for an object that does not exist."""
    return MissingError(f"No such {kind}: '{name}'", code="resource_missing", param="id")


def missing_reference(kind: str, name: str, param: str) -> StripeError:
    """The refusal for a parameter that names an object which does not exist."""
    return StripeError(f"No such {kind}: '{name}'", code="resource_missing", param=param)
