"""The server's routes: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from etude.testing.telegram_server.errors import BotApiError
from etude.testing.telegram_server.parameters import read_parameters
from etude.testing.telegram_server.server import TelegramServer


def build_app(server: TelegramServer) -> Starlette:
    """An ASGI app that answers as https://core.telegram.org/bots/api#making-requests says."""

    async def call(request: Request) -> Response:
        token, method = request.path_params["token"], request.path_params["method"]
        try:
            result = await server.handle(token, method, await read_parameters(request))
        except BotApiError as error:
            return _refuse(error)
        return JSONResponse({"ok": True, "result": result})

    async def download(request: Request) -> Response:
        try:
            data, mime_type = server.file_bytes(request.path_params["token"], request.path_params["path"])
        except BotApiError as error:
            return _refuse(error)
        return Response(data, media_type=mime_type)

    return Starlette(
        routes=[
            Route("/bot{token}/{method}", call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", download),
        ]
    )


def _refuse(error: BotApiError) -> Response:
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else None
    return JSONResponse(error.to_wire(), status_code=error.status, headers=headers)
