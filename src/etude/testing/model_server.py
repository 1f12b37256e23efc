"""A language model's server on loopback that says what it is told to, for the real client to talk to.

It speaks OpenAI's chat completions and refuses what OpenAI's refuses: a strict schema that leaves keys open
(https://developers.openai.com/api/docs/guides/structured-outputs), and JSON mode where no message speaks of JSON.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from etude.bots.web_widget.serving import open_door, serving


@dataclass(frozen=True, slots=True)
class Question:
    """One request as it came in: the whole body as text, and its parts."""

    body: str
    instructions: str
    words: str
    form: str
    sent: frozenset[str]


@dataclass
class ModelServer:
    """`answer` is what the model says: text as it is, anything else as JSON.

    `refuses` are forms of answer (``json_schema``, ``json_object``) and parameters (``reasoning_effort``) that it does
    not know; `status` is sent instead of answers, `page` (text and media type) in their place; `speaking` is cleared
    to keep everyone waiting, and `asked` is set once somebody is. `finish` is why the model stopped, and `tokens` how
    many it says it took. `answers` are given for the tasks of these names in place of `answer`.
    """

    url: str
    answer: object = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)
    status: int = 200
    page: tuple[str | bytes, str] | None = None
    finish: str = "stop"
    tokens: int | None = None
    answers: dict[str, object] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    speaking: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def complete(self, request: Request) -> Response:
        raw = (await request.body()).decode()
        body = json.loads(raw)
        self.questions.append(_question(raw, body))
        refused = self.status != 200 or next(_refusals(body, self.refuses), None)
        if refused:
            return _error(self.status if self.status != 200 else 400, refused if isinstance(refused, str) else None)
        self.asked.set()
        await self.speaking.wait()
        return Response(self.page[0], media_type=self.page[1]) if self.page else self._completion(body)

    def _completion(self, body: dict[str, Any]) -> Response:
        task = body.get("response_format", {}).get("json_schema", {}).get("name", "")
        answer = self.answers.get(task, self.answer)
        content = answer if isinstance(answer, str) else json.dumps(answer)
        message = {"role": "assistant", "content": content, "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": self.finish, "logprobs": None}
        usage = {} if self.tokens is None else {"usage": _usage(self.tokens)}
        made = {"id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": body["model"]}
        return JSONResponse(made | {"choices": [choice]} | usage)


@asynccontextmanager
async def running_model_server() -> AsyncIterator[ModelServer]:
    """Serve until the block ends, at a free port."""
    door = open_door(0)
    host, port = door.getsockname()
    server = ModelServer(f"http://{host}:{port}/v1")
    server.speaking.set()
    routes = [Route("/v1/chat/completions", server.complete, methods=["POST"])]
    async with serving(Starlette(routes=routes), door):
        try:
            yield server
        finally:
            server.speaking.set()


def _question(raw: str, body: dict[str, Any]) -> Question:
    said = {message["role"]: message["content"] for message in body["messages"]}
    form = body.get("response_format", {}).get("type", "none")
    return Question(raw, said["system"], said["user"], form, frozenset(body))


def _usage(tokens: int) -> dict[str, int]:
    return {"prompt_tokens": tokens - 1, "completion_tokens": 1, "total_tokens": tokens}


def _refusals(body: dict[str, Any], unknown: set[str]) -> Iterator[str]:
    """Names of what cannot be done, in the order a server would complain of it."""
    yield from sorted(unknown & set(body))
    wanted = body.get("response_format", {})
    form = wanted.get("type")
    speaks_of_json = any("json" in message["content"].lower() for message in body["messages"])
    open_schema = form == "json_schema" and not _is_closed(wanted[form]["schema"])
    if form in unknown or open_schema or (form == "json_object" and not speaks_of_json):
        yield "response_format"


def _is_closed(schema: dict[str, Any]) -> bool:
    """Whether every object of a schema requires all its keys and allows no others."""
    inner = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]
    closed = "properties" not in schema or (
        schema.get("additionalProperties") is False and set(schema.get("required", ())) == set(schema["properties"])
    )
    return closed and all(_is_closed(each) for each in inner)


def _error(status: int, param: str | None) -> Response:
    message = f"Unsupported parameter: '{param}'." if param else "That cannot be done now."
    return JSONResponse(
        {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": None}}, status
    )
