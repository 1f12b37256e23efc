"""The sandbox's own switches, which Stripe does not have: faults, and delivering what is pending at once."""

from dataclasses import asdict

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from etude.payments.sandbox.sandbox import Sandbox
from etude.payments.sandbox.settings import SandboxFaults


class FaultsBody(BaseModel):
    """The JSON body of POST /sandbox/faults; what is left out is switched off."""

    model_config = ConfigDict(extra="forbid")

    duplicate: bool = False
    delay: float = Field(default=0, ge=0)
    drop: float = Field(default=0, ge=0, le=1)
    shuffle: bool = False
    hold: bool = False
    latency: float = Field(default=0, ge=0)
    lose_answers: int = Field(default=0, ge=0)


class Controls:
    """HTTP handlers of the switches."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/sandbox/faults", self.show_faults, methods=["GET"]),
            Route("/sandbox/faults", self.set_faults, methods=["POST"]),
            Route("/sandbox/flush", self.flush, methods=["POST"]),
        ]

    async def show_faults(self, request: Request) -> Response:
        """GET /sandbox/faults: what goes wrong at present."""
        return JSONResponse(asdict(self._sandbox.faults))

    async def set_faults(self, request: Request) -> Response:
        """POST /sandbox/faults with JSON such as `{"duplicate": true}`."""
        try:
            body = FaultsBody.model_validate_json(await request.body() or b"{}")
        except ValidationError as error:
            return JSONResponse({"error": error.errors(include_url=False, include_context=False)}, 422)
        self._sandbox.set_faults(SandboxFaults(**body.model_dump()))
        return await self.show_faults(request)

    async def flush(self, request: Request) -> Response:
        """POST /sandbox/flush: try every pending delivery now; answers when done, with counts by state."""
        await self._sandbox.tick()
        return JSONResponse(await self._sandbox.deliverer.flush())
