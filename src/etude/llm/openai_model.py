"""A model behind OpenAI's chat completions, or any server that speaks them. The only place that imports `openai`."""

import json
from typing import Any, Literal, TypeAlias

from etude.llm.port import (
    ModelMissingError,
    ModelNonsenseError,
    ModelRefusedError,
    ModelSilentError,
    ModelSlowError,
    Reading,
    Task,
)

Form: TypeAlias = Literal["json_schema", "json_object", "none"]
FORMS: tuple[Form, ...] = ("json_schema", "json_object", "none")
MOST_TOKENS = 600
LETTERS_A_TOKEN = 4
NOT_POSSIBLE = (400, 422)


class OpenAIModel:
    """Asks for the strictest form of answer that the server knows, and remembers which that is.

    `effort` is how much a reasoning model may think; what a server does not know of it is not sent again.
    """

    def __init__(self, key: str, url: str, model: str, effort: str = "") -> None:
        """Raises ModelMissingError where the client is not installed. An empty `url` is OpenAI's own."""
        try:
            from openai import AsyncOpenAI, DefaultAsyncHttpxClient

            from etude.llm.bounded import BoundedTransport  # of the client's own kind, and installed with it
        except ImportError as missing:
            raise ModelMissingError(ModelMissingError.__doc__) from missing
        # A local server needs no key, but the client insists on one.
        http = DefaultAsyncHttpxClient(transport=BoundedTransport())
        self._client = AsyncOpenAI(api_key=key or "none", base_url=url or None, max_retries=0, http_client=http)
        self.tokens = 0
        self._model = model
        self._extras: dict[str, object] = {"max_completion_tokens": MOST_TOKENS}
        if effort:
            self._extras["reasoning_effort"] = effort
        self._form: Form = FORMS[0]

    async def read(self, task: Task, words: str) -> Reading:
        """One answer; only a way of asking that the server does not know is followed by a plainer one."""
        for form in FORMS[FORMS.index(self._form) :]:
            content = await self._ask_in(form, task, words)
            if content is not None:
                self._form = form
                return _parse(content)
        raise ModelRefusedError(NOT_POSSIBLE[0])

    async def close(self) -> None:
        await self._client.close()

    async def _ask_in(self, form: Form, task: Task, words: str) -> str | None:
        """What the model said; None where the server would not be asked in this form."""
        from openai import APIStatusError

        while True:
            try:
                return await self._ask(form, task, words)
            except APIStatusError as refusal:
                if refusal.status_code not in NOT_POSSIBLE:
                    raise ModelRefusedError(refusal.status_code) from refusal
                unknown = [name for name in self._extras if refusal.param == name or name in refusal.message]
                if not unknown:
                    return None
                for name in unknown:
                    del self._extras[name]

    async def _ask(self, form: Form, task: Task, words: str) -> str:
        """One request, as https://developers.openai.com/api/docs/guides/structured-outputs describes it."""
        from openai import APIStatusError, APITimeoutError, OpenAIError

        request: dict[str, Any] = {"model": self._model, "messages": _messages(task, words), **self._extras}
        if form != "none":
            request["response_format"] = _response_format(task, form)
        guessed = len(json.dumps(request)) // LETTERS_A_TOKEN
        self.tokens += guessed  # spent, unless it is told otherwise: who is slow or says nonsense costs as well
        try:
            answer = await self._client.chat.completions.create(**request)
            self.tokens += _tokens_of(answer, guessed) - guessed
            return _content_of(answer)
        except APIStatusError:
            raise
        except APITimeoutError as late:
            raise ModelSlowError from late
        except OpenAIError as lost:
            raise ModelSilentError from lost
        except (ValueError, RecursionError) as broken:
            raise ModelNonsenseError from broken


def _messages(task: Task, words: str) -> list[dict[str, str]]:
    """The instructions first and alike every time, so that a server can keep what it worked out of them."""
    return [{"role": "system", "content": task.instructions}, {"role": "user", "content": words}]


def _response_format(task: Task, form: Form) -> dict[str, object]:
    if form == "json_object":
        return {"type": form}
    return {"type": form, form: {"name": task.name, "schema": dict(task.schema), "strict": True}}


def _tokens_of(answer: object, guessed: int) -> int:
    """How many tokens a server says that it took; the guess where it says nothing sensible."""
    total = getattr(getattr(answer, "usage", None), "total_tokens", None)
    return total if isinstance(total, int) and total > 0 else guessed


def _content_of(answer: object) -> str:
    """The client hands on whatever a server sent, also what is no completion at all, or half of one."""
    match getattr(answer, "choices", None):
        case [first, *_] if getattr(first, "finish_reason", None) != "length":
            content = getattr(getattr(first, "message", None), "content", None)
            if isinstance(content, str):
                return content
    raise ModelNonsenseError


def _parse(content: str) -> Reading:
    """The JSON object in an answer; without a form to keep to, models write words and fences around it."""
    start, end = content.find("{"), content.rfind("}")
    try:
        value = json.loads(content[max(start, 0) : end + 1])
    except (ValueError, RecursionError) as broken:
        raise ModelNonsenseError from broken
    if not isinstance(value, dict):
        raise ModelNonsenseError
    return value
