"""The API's door: key, parameters, idempotency and error envelopes around every endpoint."""

import asyncio
import base64
import binascii
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from etude.payments.sandbox import errors
from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json, StripeError
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.params import Params, parse_form
from etude.payments.sandbox.sandbox import Sandbox
from etude.payments.sandbox.settings import API_VERSION
from etude.payments.sandbox.shapes import conceal, expand

Endpoint = Callable[[Call], Json]

_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Answer:
    """Status and body, and whether it was given before."""

    status: int
    body: str
    replayed: bool = False
    saved: bool = True


@dataclass(frozen=True)
class Asked:
    """What one HTTP request asks of one endpoint."""

    endpoint: Endpoint
    method: str
    url: str
    path: dict[str, str]
    encoded: str
    account: str
    key: str | None
    request_id: str

    @property
    def fingerprint(self) -> str:
        """What must be the same when an idempotency key comes again."""
        return hashlib.sha256(f"{self.method} {self.url}\n{self.encoded}".encode()).hexdigest()


class Door:
    """Turns endpoints, which are plain functions, into HTTP handlers."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._under_way: set[tuple[str, str]] = set()

    def open(self, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
        """An HTTP handler for one endpoint."""

        async def handle(request: Request) -> Response:
            asked = await _read(endpoint, request)
            try:
                _authenticate(request, self._sandbox.settings.secret_key)
                answer = await self._answer(asked)
            except StripeError as error:
                answer = _refuse(error)
            if asked.method == "POST" and not answer.replayed and self._sandbox.lose_next_answer():
                return _LostResponse()
            return _respond(answer, asked)

        return handle

    async def _answer(self, asked: Asked) -> Answer:
        slot = (asked.account, asked.key or asked.request_id)
        if slot in self._under_way:
            raise errors.IdempotencyConflictError(
                f"There is currently another in-progress request using this Idempotency-Key: {asked.key}. "
                "Please try again later.",
                code="idempotency_key_in_use",
            )
        self._under_way.add(slot)
        try:
            await asyncio.sleep(self._sandbox.faults.latency)
            return await self._sandbox.perform(lambda call: _answer_once(call, asked))
        finally:
            self._under_way.discard(slot)


def unknown_url(call: Call) -> Json:
    """The refusal for a path that the API does not have."""
    raise errors.MissingError(f"Unrecognized request URL ({call.path['method']}: /{call.path['rest']}).")


async def _read(endpoint: Endpoint, request: Request) -> Asked:
    # Stripe reads a DELETE's parameters from the address as it does a GET's.
    body = (await request.body()).decode() if request.method == "POST" else ""
    key = request.headers.get("idempotency-key")
    return Asked(
        endpoint=endpoint,
        method=request.method,
        url=request.url.path,
        path={name: str(value) for name, value in request.path_params.items()} | {"method": request.method},
        encoded="&".join(part for part in (request.url.query, body) if part),
        account=request.headers.get("stripe-account", ""),
        key=key if request.method == "POST" else None,
        request_id=mint("req"),
    )


def _authenticate(request: Request, secret_key: str) -> None:
    """A secret key as bearer token, or as the user name of basic authentication (https://docs.stripe.com/api/authentication)."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if not credentials:
        raise errors.AuthenticationError(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using "
            "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
        )
    key = _basic_user(credentials) if scheme.lower() == "basic" else credentials
    if key != secret_key:
        raise errors.AuthenticationError(f"Invalid API Key provided: {key[:8]}{'*' * 8}{key[-4:]}")


def _basic_user(credentials: str) -> str:
    try:
        return base64.b64decode(credentials).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _answer_once(call: Call, asked: Asked) -> Answer:
    here = call.within(_known_account(call, asked.account))
    if asked.key is None:
        return _carry_out(here, asked)
    kept = here.store.recall(asked.key, call.now - _KEPT_SECONDS)
    if kept is not None:
        return _replay(kept.fingerprint, Answer(kept.status, kept.body, replayed=True), asked)
    answer = _carry_out(here, asked)
    if answer.saved:
        here.store.remember(asked.key, asked.fingerprint, answer.status, answer.body, call.now)
    return answer


def _known_account(call: Call, account: str) -> str:
    if account and call.store.find("account", account) is None:
        raise errors.PermissionRefusedError(
            f"The provided key does not have access to account '{account}' (or that account does not exist).",
            code="account_invalid",
        )
    return account


def _replay(fingerprint: str, answer: Answer, asked: Asked) -> Answer:
    if fingerprint != asked.fingerprint:
        raise errors.IdempotencyError(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{asked.key}' if you meant to execute a different request."
        )
    return answer


def _carry_out(call: Call, asked: Asked) -> Answer:
    savepoint = call.store.connection.begin_nested()
    try:
        body = _invoke(call, asked)
    except StripeError as error:
        if error.commits:
            savepoint.commit()
        else:
            savepoint.rollback()
        return _refuse(error)
    savepoint.commit()
    return Answer(200, json.dumps(body, indent=2))


def _invoke(call: Call, asked: Asked) -> Json:
    params = Params(parse_form(asked.encoded))
    wanted = params.texts("expand")
    answer = asked.endpoint(
        replace(call, params=params, path=asked.path, request_id=asked.request_id, idempotency_key=asked.key)
    )
    params.refuse_unread()
    shown = {**answer, "data": [conceal(one) for one in answer["data"]]} if _is_list(answer) else conceal(answer)
    return expand(call.store, shown, wanted)


def _is_list(answer: Json) -> bool:
    return answer.get("object") == "list"


def _refuse(error: StripeError) -> Answer:
    return Answer(error.status, json.dumps(error.envelope(), indent=2), saved=error.saved)


def _respond(answer: Answer, asked: Asked) -> Response:
    headers = {"Request-Id": asked.request_id, "Stripe-Version": API_VERSION}
    if asked.key:
        headers["Idempotency-Key"] = asked.key
    if asked.account:
        headers["Stripe-Account"] = asked.account
    if answer.replayed:
        headers["Idempotent-Replayed"] = "true"
    # A conflict passes by itself, any other refusal would only be repeated.
    if answer.status == 409:
        headers["Stripe-Should-Retry"] = "true"
    return Response(answer.body, answer.status, headers, media_type="application/json")


class _LostResponse(Response):
    """Promises a body and ends without it, so that the connection breaks before the caller learns the outcome."""

    def __init__(self) -> None:
        super().__init__(b"", headers={"Content-Length": "1", "Connection": "close"})
