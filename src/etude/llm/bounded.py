"""Answers no larger than a model's answer can be: a server that sends without end fills no memory."""

from collections.abc import AsyncIterator

import httpx2

LARGEST = 256 * 1024


class BoundedTransport(httpx2.AsyncBaseTransport):
    """Fetches as usual, and gives up on a body of more than `LARGEST` bytes or of a packed one, which may swell."""

    def __init__(self) -> None:
        self._inner = httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.headers["Accept-Encoding"] = "identity"
        response = await self._inner.handle_async_request(request)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            await response.aclose()
            raise httpx2.RemoteProtocolError("The answer is packed, which was not asked for.")
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        body = _BoundedBody(response.stream)
        return httpx2.Response(response.status_code, headers=response.headers, stream=body)

    async def aclose(self) -> None:
        await self._inner.aclose()


class _BoundedBody(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._inner:
            size += len(chunk)
            if size > LARGEST:
                raise httpx2.RemoteProtocolError("The answer is larger than any model's.")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
