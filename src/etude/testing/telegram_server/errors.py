"""What the server refuses, in the words Telegram uses.

The documentation promises only the shape (`ok`, `error_code`, `description`, and `parameters.retry_after`:
https://core.telegram.org/bots/api#making-requests, https://core.telegram.org/bots/api#responseparameters) and says that
descriptions may change; the sentences here are the ones bots meet in practice.
"""

from http import HTTPStatus

from etude.testing.telegram_server.wire import Json

_OPENINGS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


class BotApiError(Exception):
    """The Bot API refuses the call."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after

    def to_wire(self) -> Json:
        body: Json = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


class NoSuchButtonError(LookupError):
    """The person looks for a button that is not on their screen."""


class NothingArrivedError(AssertionError):
    """The person waited, and what they waited for did not arrive."""


def bad_request(reason: str) -> BotApiError:
    return BotApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> BotApiError:
    return BotApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> BotApiError:
    return BotApiError(409, f"Conflict: {reason}")


def too_many_requests(seconds: int) -> BotApiError:
    return BotApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def opening(status: int) -> str:
    """How a description of this HTTP status begins."""
    return _OPENINGS.get(status) or HTTPStatus(status).phrase
