"""The hosted pages: card form, 3-D Secure challenge, receipt. They work without JavaScript."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from etude.payments.sandbox.amounts import spell
from etude.payments.sandbox.call import Call
from etude.payments.sandbox.cards import CARDS
from etude.payments.sandbox.errors import Json
from etude.payments.sandbox.hosted import paying
from etude.payments.sandbox.hosted.paying import CardForm, Passage
from etude.payments.sandbox.objects import charge_shape, intent_shape, session_shape, setup_intents
from etude.payments.sandbox.sandbox import Sandbox

SHOWN = ("4242424242424242", "4000002760003184", "4000000000000002", "4000000000009995", "4000000000000259")
"""The test cards at the top of the list; the rest fold away."""


class Pages:
    """Draws the hosted pages and takes their forms."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        templates = FileSystemLoader(Path(__file__).parent / "templates")
        self._templates = Environment(loader=templates, autoescape=select_autoescape(), undefined=StrictUndefined)
        self._templates.filters["money"] = lambda pair: spell(*pair)
        self._templates.filters["spaced"] = _space_digits

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/c/pay/{id}", self.show_card_page, methods=["GET"]),
            Route("/c/pay/{id}", self.take_card, methods=["POST"]),
            Route("/3ds/{id}", self.show_challenge, methods=["GET"]),
            Route("/3ds/{id}", self.take_challenge, methods=["POST"]),
            Route("/receipts/{id}", self.show_receipt, methods=["GET"]),
        ]

    async def show_card_page(self, request: Request) -> Response:
        """GET /c/pay/{id}: the card form, or that the session has ended."""
        name = request.path_params["id"]
        session = await self._sandbox.perform(lambda call: call.store.find(session_shape.KIND, name))
        failure = await self._sandbox.perform(lambda call: _last_failure(call, session))
        return self._draw_card_page(session, _prefill(session), Passage(field="card", message=failure))

    async def take_card(self, request: Request) -> Response:
        """POST /c/pay/{id} with `email`, `card`, `expiry`, `cvc`: on to the next page, or back with a sentence."""
        fields = await request.form()
        form = CardForm(*(str(fields.get(name, "")) for name in ("email", "card", "expiry", "cvc", "name")))
        name = request.path_params["id"]
        if fields.get("fill"):
            session = await self._sandbox.perform(lambda call: call.store.find(session_shape.KIND, name))
            return self._draw_card_page(session, _fill(form, str(fields["fill"])), Passage())
        session, passage = await self._sandbox.perform(lambda call: _pay(call, name, form))
        if passage.url:
            return RedirectResponse(passage.url, 303)
        return self._draw_card_page(session, form, passage, 402)

    async def show_challenge(self, request: Request) -> Response:
        """GET /3ds/{id}: Complete or Fail."""
        intent = await self._sandbox.perform(lambda call: _find_challenge(call, request.path_params["id"]))
        return self._draw_challenge(intent)

    async def take_challenge(self, request: Request) -> Response:
        """POST /3ds/{id} with `outcome` of `complete` or `fail`."""
        passed = str((await request.form()).get("outcome", "")) == "complete"
        name = request.path_params["id"]
        passage = await self._sandbox.perform(lambda call: _answer_challenge(call, name, passed))
        if passage is None:
            return self._draw_challenge(None)
        if passage.url:
            return RedirectResponse(passage.url, 303)
        heading = "Authentication failed" if passage.message else "Authenticated"
        return self.draw("notice.html", 200, heading=heading, sentence=passage.message or "You may close this page.")

    async def show_receipt(self, request: Request) -> Response:
        """GET /receipts/{id}: what was charged and what was given back."""
        charge = await self._sandbox.perform(lambda call: call.store.find(charge_shape.KIND, request.path_params["id"]))
        if charge is None:
            return self.draw("notice.html", 404, heading="No such receipt", sentence="Please check the address.")
        when = datetime.fromtimestamp(charge["created"], UTC)
        return self.draw("receipt.html", 200, charge=charge, when=when)

    def _draw_card_page(self, session: Json | None, form: CardForm, passage: Passage, status: int = 200) -> Response:
        if session is None:
            return self.draw(
                "notice.html", 404, heading="This page does not exist", sentence="Please check the link you were given."
            )
        if session["status"] == "expired":
            return self.draw("ended.html", 410, session=session, paid=False, back=session["cancel_url"])
        if session["status"] == "complete":
            return self.draw("ended.html", 200, session=session, paid=True, back=paying.success_url(session))
        shown = [card for number in SHOWN for card in CARDS if card.number == number]
        folded = [card for card in CARDS if card.number not in SHOWN]
        return self.draw(
            "card.html",
            status,
            session=session,
            form=form,
            problem=passage,
            shown=shown,
            folded=folded,
            holds=session["_intent_data"].get("capture_method") == "manual",
            merchant=self._sandbox.settings.merchant,
        )

    def _draw_challenge(self, intent: Json | None) -> Response:
        if intent is None:
            return self.draw(
                "notice.html", 404, heading="Nothing to confirm", sentence="This question has already been answered."
            )
        return self.draw("challenge.html", 200, intent=intent)

    def draw(self, template: str, status: int, **values: object) -> Response:
        """A page from a template."""
        return HTMLResponse(self._templates.get_template(template).render(values), status, headers=_HEADERS)


_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def _space_digits(number: str) -> str:
    if len(number) == 15:
        return f"{number[:4]} {number[4:10]} {number[10:]}"
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _prefill(session: Json | None) -> CardForm:
    email = ""
    if session is not None:
        email = session["customer_email"] or (session["customer_details"] or {}).get("email") or ""
    return CardForm(email=email, card="", expiry="", cvc="")


def _fill(form: CardForm, number: str) -> CardForm:
    """The form with a test card in it, for the buttons of the list."""
    amex = len(number) == 15
    return replace(form, card=_space_digits(number), expiry="12 / 34", cvc="1234" if amex else "123")


def _last_failure(call: Call, session: Json | None) -> str | None:
    name = session and (session["payment_intent"] or session["setup_intent"])
    intent = call.store.find_anywhere(name) if name else None
    if intent is None:
        return None
    error = intent.get("last_payment_error") or intent.get("last_setup_error")
    return str(error["message"]) if error else None


def _pay(call: Call, name: str, form: CardForm) -> tuple[Json | None, Passage]:
    session = call.store.find(session_shape.KIND, name)
    if session is None or session["status"] != "open":
        return session, Passage()
    return session, paying.pay(call, session, form)


def _find_challenge(call: Call, name: str) -> Json | None:
    intent = call.store.find(intent_shape.KIND, name) or call.store.find(setup_intents.KIND, name)
    return intent if intent is not None and intent["status"] == "requires_action" else None


def _answer_challenge(call: Call, name: str, passed: bool) -> Passage | None:
    intent = _find_challenge(call, name)
    return None if intent is None else paying.answer_challenge(call, intent, passed=passed)
