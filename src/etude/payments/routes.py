"""The pay link, the way back from paying, and the provider's webhook."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection
from starlette.responses import PlainTextResponse, RedirectResponse

from etude.core.errors import NotYoursError
from etude.core.ids import PaymentId, PersonId
from etude.core.lessons.model import Lesson
from etude.core.people.store import load_person
from etude.core.text import Voice, asked_locale
from etude.core.transaction import Tx
from etude.payments.checkout import paid_path, pay_path, read_token
from etude.payments.incoming import receive_event
from etude.payments.model import UNPAID, Payment, PaymentStatus
from etude.payments.notices import UNKNOWN, UNREACHABLE, Notice, describe, draw
from etude.payments.page import PayDesk, find_page
from etude.payments.provider import BadSignatureError, OutcomeUnknownError, ProviderError
from etude.payments.standing import refresh
from etude.payments.store import view_payment

log = logging.getLogger(__name__)
ChatAddress = Callable[[Connection, PersonId | None], str]
WayBack = Callable[[Tx, PersonId], str]
# Paying is over in a moment; an address that lies about for longer leads into nobody's chat.
COMES_BACK_WITHIN = timedelta(minutes=30)
_TRIES = 3
_PAUSE = 0.4


def router(desk: PayDesk, chat_address: ChatAddress, way_back: WayBack | None = None) -> APIRouter:
    """`GET /pay/<token>`, `GET /paid/<token>`, `POST /paid/<token>/chat` and `POST /webhooks/<provider>`.

    `chat_address` says where a person's chat is, or the site's front door for nobody; `way_back` makes an address that
    leads into their chat in any browser, for whoever has just paid.
    """
    door = _Door(desk, chat_address, way_back)
    made = APIRouter()
    made.add_api_route("/pay/{token}", door.pay, methods=["GET"], include_in_schema=False)
    made.add_api_route("/paid/{token}", door.paid, methods=["GET"], include_in_schema=False)
    made.add_api_route("/paid/{token}/chat", door.go_back, methods=["POST"], include_in_schema=False)
    path = f"/webhooks/{desk.provider.name}"
    made.add_api_route(path, door.hear, methods=["POST"], include_in_schema=False)
    return made


def _has_just_paid(payment: Payment, session: str, now: datetime) -> bool:
    paid = payment.status in (PaymentStatus.AUTHORISED, PaymentStatus.CAPTURED)
    return paid and session != "" and session == payment.session and now - payment.updated_at <= COMES_BACK_WITHIN


class _Door:
    def __init__(self, desk: PayDesk, chat_address: ChatAddress, way_back: WayBack | None) -> None:
        self._desk = desk
        self._chat_address = chat_address
        self._way_back = way_back

    async def pay(self, request: Request, token: str) -> Response:
        payment_id = read_token(token, self._desk.secret)
        if payment_id is None:
            return await self._draw_unknown(request)
        try:
            url = await self._find_page(payment_id)
        except NotYoursError:
            return await self._draw_unknown(request)
        except ProviderError:
            log.warning("no page for payment %s", payment_id, exc_info=True)
            return await self._draw(payment_id, UNREACHABLE)
        return RedirectResponse(url, 303) if url else await self._draw(payment_id)

    async def paid(self, request: Request, token: str, session: str = "") -> Response:
        payment_id = read_token(token, self._desk.secret)
        if payment_id is None:
            return await self._draw_unknown(request)
        try:
            await self._look_again(payment_id)
        except NotYoursError:
            return await self._draw_unknown(request)
        return await self._draw(payment_id, session=session)

    async def go_back(self, request: Request, token: str, session: str = "") -> Response:
        """Into the chat that the payment came from, by a tap: a page that is only looked at uses nothing up."""
        payment_id = read_token(token, self._desk.secret)
        if payment_id is None:
            return await self._draw_unknown(request)

        def find_way(tx: Tx) -> str:
            payment, lesson = view_payment(tx.conn, payment_id)
            if self._way_back is not None and _has_just_paid(payment, session, tx.now):
                return self._way_back(tx, lesson.student)
            return self._chat_address(tx.conn, lesson.student)

        try:
            way = await self._desk.transactions.run(find_way)
        except NotYoursError:
            return await self._draw_unknown(request)
        return RedirectResponse(way, 303)

    async def hear(self, request: Request) -> Response:
        raw = await request.body()
        provider = self._desk.provider
        try:
            event = provider.read_event(raw, request.headers.get(provider.signature_header, ""))
        except BadSignatureError:
            return PlainTextResponse("The signature does not fit.", 400)
        await self._desk.transactions.run(lambda tx: receive_event(tx, provider.name, event, raw))
        return PlainTextResponse("Thank you.")

    async def _find_page(self, payment_id: PaymentId) -> str | None:
        """Two taps at once ask for the same page, and the second has to wait for the first one's answer."""
        for left in reversed(range(_TRIES)):
            try:
                return await find_page(self._desk, payment_id)
            except OutcomeUnknownError:
                if not left:
                    raise
                await asyncio.sleep(_PAUSE)
        raise AssertionError("unreachable")

    async def _look_again(self, payment_id: PaymentId) -> None:
        """The payer is back, perhaps sooner than the provider's news, which may even be lost."""
        payment, _ = await self._desk.transactions.read(lambda conn: view_payment(conn, payment_id))
        if payment.status not in UNPAID or payment.session is None:
            return
        try:
            await refresh(self._desk.transactions, self._desk.provider, payment_id)
        except ProviderError:
            log.warning("no look at payment %s", payment_id, exc_info=True)

    async def _draw(self, payment_id: PaymentId, notice: Notice | None = None, session: str = "") -> Response:
        payment, lesson, voice, chat = await self._desk.transactions.read(lambda conn: self._read(conn, payment_id))
        pay_url = pay_path(payment, self._desk.secret)
        back = None
        if chat.startswith(self._desk.base_url) and _has_just_paid(
            payment, session, self._desk.transactions.clock.now()
        ):
            back = f"{paid_path(payment, self._desk.secret)}/chat?{urlencode({'session': session})}"
        return draw(notice or describe(payment, lesson), voice, chat, pay_url, back)

    async def _draw_unknown(self, request: Request) -> Response:
        chat = await self._desk.transactions.read(lambda conn: self._chat_address(conn, None))
        return draw(UNKNOWN, Voice(asked_locale(request.headers.get("accept-language"))), chat)

    def _read(self, conn: Connection, payment_id: PaymentId) -> tuple[Payment, Lesson, Voice, str]:
        payment, lesson = view_payment(conn, payment_id)
        return payment, lesson, load_person(conn, lesson.student).voice, self._chat_address(conn, lesson.student)
