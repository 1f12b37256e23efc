"""The hosted pages of connected accounts: onboarding and the express dashboard (https://docs.stripe.com/connect/express-accounts)."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json
from etude.payments.sandbox.objects import accounts, balances
from etude.payments.sandbox.sandbox import Sandbox

Draw = Callable[..., Response]


class Onboarding:
    """Draws the pages and takes their forms."""

    def __init__(self, sandbox: Sandbox, draw: Draw) -> None:
        self._sandbox = sandbox
        self._draw = draw

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/connect/onboarding/{token}", self.show, methods=["GET"]),
            Route("/connect/onboarding/{token}", self.take, methods=["POST"]),
            Route("/connect/express/{id}", self.show_dashboard, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        """GET /connect/onboarding/{token}: once; a second visit leads to the link's refresh_url."""
        token = request.path_params["token"]
        link, account = await self._sandbox.perform(lambda call: accounts.visit_link(call, token))
        if link is None:
            return self._lost()
        if account is None:
            return RedirectResponse(link["_refresh_url"], 303)
        return self._draw("onboarding.html", 200, account=account)

    async def take(self, request: Request) -> Response:
        """POST /connect/onboarding/{token} with `outcome` of `finish` or `later`: back to the link's return_url."""
        token = request.path_params["token"]
        finished = str((await request.form()).get("outcome", "")) == "finish"
        onward = await self._sandbox.perform(lambda call: accounts.onboard(call, token, finished=finished))
        return self._lost() if onward is None else RedirectResponse(onward, 303)

    async def show_dashboard(self, request: Request) -> Response:
        """GET /connect/express/{id}: what the account has earned and what was paid out."""
        name = request.path_params["id"]
        account, balance, payouts = await self._sandbox.perform(lambda call: _look_at(call, name))
        if account is None:
            return self._lost()
        return self._draw("express.html", 200, account=account, balance=balance, payouts=payouts)

    def _lost(self) -> Response:
        return self._draw(
            "notice.html", 404, heading="This page does not exist", sentence="Please check the link you were given."
        )


def _look_at(call: Call, name: str) -> tuple[Json | None, Json, list[Json]]:
    there = call.within(name)
    return call.store.find(accounts.KIND, name), balances.retrieve(there), there.store.all("payout")[::-1]
