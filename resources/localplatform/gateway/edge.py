"""What the gateway does before any part of it sees a request: the key, the size of the body, common headers."""

from __future__ import annotations

import hmac
import json
from typing import Any, Awaitable, Callable, MutableMapping
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

GUARDED = ("/auth/v1/", "/rest/v1/", "/realtime/v1/")
# Browsers and verifiers come here without a key, as on Supabase.
OPEN = ("/auth/v1/.well-known/jwks.json", "/auth/v1/authorize", "/auth/v1/callback", "/auth/v1/verify")
LARGEST_BODY = 1024 * 1024
_PATIENCE = 32 * LARGEST_BODY  # read and thrown away, so that the sender gets to see the refusal


class BodyTooLarge(Exception):
    """The request's body passed the limit while it was being read."""


class Edge:
    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], publishable_key: str) -> None:
        self._app = app
        self._key = publishable_key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await _answer_json(send, 401, refusal)
            return
        if int(headers.get(b"content-length", b"0") or b"0") > LARGEST_BODY:
            await _drain(receive, 0)
            await _answer_json(send, 413, {"message": "Request body larger than 1 MiB"})
            return
        await self._app(scope, _counted(receive), _with_vary(send))

    def _refusal(self, scope: Scope, headers: dict[bytes, bytes]) -> dict[str, str] | None:
        path = scope["path"]
        if not path.startswith(GUARDED) or (path in OPEN and scope["method"] in ("GET", "HEAD")):
            return None
        given = headers.get(b"apikey") or parse_qs(scope["query_string"]).get(b"apikey", [b""])[0]
        if not given:
            return {"message": "No API key found in request",
                    "hint": "No `apikey` request header or url param was found."}
        if not hmac.compare_digest(given, self._key):
            return {"message": "Invalid API key", "hint": "Double check your API key."}
        return None


def _counted(receive: Receive) -> Receive:
    total = 0

    async def counted() -> MutableMapping[str, Any]:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > LARGEST_BODY:
            if message.get("more_body"):
                await _drain(receive, total)
            raise BodyTooLarge
        return message

    return counted


async def _drain(receive: Receive, total: int) -> None:
    message: MutableMapping[str, Any] = {"more_body": True}
    while message.get("more_body") and total <= _PATIENCE:
        message = await receive()
        total += len(message.get("body", b""))


def _with_vary(send: Send) -> Send:
    async def varied(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), (b"vary", b"Origin")]
        await send(message)

    return varied


async def _answer_json(send: Send, status: int, body: dict[str, str]) -> None:
    text = json.dumps(body).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(text)).encode())]
    if status == 413:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
