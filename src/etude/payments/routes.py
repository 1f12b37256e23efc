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
from etude.core.people.model import Person
from etude.core.people.store import load_person
from etude.core.text import Voice, asked_locale
from etude.core.transaction import Tx
from etude.core.tutors.model import Tutor
from etude.core.tutors.store import load_tutor
from etude.payments.checkout import paid_path, pay_path, read_token
from etude.payments.incoming import receive_event
from etude.payments.model import UNPAID, Payment, PaymentStatus
from etude.payments.notices import UNKNOWN, UNREACHABLE, Notice, describe, draw
from etude.payments.page import PayDesk, find_page
from etude.payments.provider import BadSignatureError, OutcomeUnknownError, ProviderError
from etude.payments.standing import refresh
from etude.payments.store import view_payment

log = logging.getLogger(__name__)
ChatAddress = Callable[[Connection, PersonId | None], str | None]
WayBack = Callable[[Tx, PersonId], str]
CameFrom = Callable[[str], str | None]
# Paying is over in a moment; an address that lies about for longer leads into nobody's chat.
COMES_BACK_WITHIN = timedelta(minutes=30)
# The site that somebody pays from, kept in their browser for this one payment.
_FROM, _FROM_LASTS = "etude_from", 24 * 3600
_TRIES = 3
_PAUSE = 0.4


def router(
    desk: PayDesk, chat_address: ChatAddress, way_back: WayBack | None = None, came_from: CameFrom | None = None
) -> APIRouter:
    """`GET /pay/<token>`, `GET /paid/<token>`, `POST /paid/<token>/chat` and `POST /webhooks/<provider>`.

    `chat_address` says where a person's chat is, or the site's front door for nobody, and None where it is in no
    browser; `way_back` makes an address that leads into their chat in any browser, for whoever has just paid;
    `came_from` says where the chat stands on the site that a browser came from, for its origin.
    """
    door = _Door(desk, chat_address, way_back, came_from)
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
    def __init__(
        self, desk: PayDesk, chat_address: ChatAddress, way_back: WayBack | None, came_from: CameFrom | None
    ) -> None:
        self._desk = desk
        self._chat_address = chat_address
        self._way_back = way_back
        self._came_from = came_from

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
            return await self._draw(payment_id, request, UNREACHABLE)
        answer = RedirectResponse(url, 303) if url else await self._draw(payment_id, request)
        if site := request.query_params.get("from"):
            path, secure = f"/paid/{token}", self._desk.base_url.startswith("https:")
            answer.set_cookie(_FROM, site[:200], _FROM_LASTS, path=path, secure=secure, httponly=True, samesite="lax")
        return answer

    async def paid(self, request: Request, token: str, session: str = "") -> Response:
        payment_id = read_token(token, self._desk.secret)
        if payment_id is None:
            return await self._draw_unknown(request)
        try:
            await self._look_again(payment_id)
        except NotYoursError:
            return await self._draw_unknown(request)
        return await self._draw(payment_id, request, session=session)

    async def go_back(self, request: Request, token: str, session: str = "") -> Response:
        """Into the chat that the payment came from, by a tap: a page that is only looked at uses nothing up."""
        payment_id = read_token(token, self._desk.secret)
        if payment_id is None:
            return await self._draw_unknown(request)

        def find_way(tx: Tx) -> str:
            payment, lesson = view_payment(tx.conn, payment_id)
            if self._way_back is not None and _has_just_paid(payment, session, tx.now):
                return self._way_back(tx, lesson.student)
            return self._chat_address(tx.conn, lesson.student) or self._desk.base_url

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

    async def _draw(
        self, payment_id: PaymentId, request: Request, notice: Notice | None = None, session: str = ""
    ) -> Response:
        payment, lesson, student, tutor, chat = await self._desk.transactions.read(
            lambda conn: self._read(conn, payment_id)
        )
        pay_url, back = pay_path(payment, self._desk.secret), None
        if site := self._site_of(request):
            chat = site
        elif (
            chat
            and chat.startswith(self._desk.base_url)
            and _has_just_paid(payment, session, self._desk.transactions.clock.now())
        ):
            back = f"{paid_path(payment, self._desk.secret)}/chat?{urlencode({'session': session})}"
        return draw(notice or describe(payment, lesson, tutor), student.voice, chat, pay_url, back)

    def _site_of(self, request: Request) -> str | None:
        """The chat on the site that this browser came from, where it knows one."""
        site = request.query_params.get("from") or request.cookies.get(_FROM)
        return self._came_from(site) if site and self._came_from else None

    async def _draw_unknown(self, request: Request) -> Response:
        chat = await self._desk.transactions.read(lambda conn: self._chat_address(conn, None))
        return draw(UNKNOWN, Voice(asked_locale(request.headers.get("accept-language"))), chat)

    def _read(self, conn: Connection, payment_id: PaymentId) -> tuple[Payment, Lesson, Person, Tutor, str | None]:
        payment, lesson = view_payment(conn, payment_id)
        student, tutor = load_person(conn, lesson.student), load_tutor(conn, lesson.tutor)
        return payment, lesson, student, tutor, self._chat_address(conn, lesson.student)
