"""What Prometheus scrapes of the gateway: requests and their time, by route; the process itself comes with the library."""

from __future__ import annotations

import time
from typing import Any, Awaitable, Callable, MutableMapping

from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

REQUESTS = Counter("gateway_http_requests_total", "Requests answered.", ["method", "path", "status"])
LATENCY = Histogram("gateway_http_request_duration_seconds", "Time to answer.", ["path"],
                    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5))
_PREFIX = "/auth/v1"
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Measured:
    """Around everything else, so that what is refused at the edge counts too."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = "none"

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            # The route's pattern and known methods: the number of series must not follow what clients type.
            path = _pattern(scope)
            method = scope["method"] if scope["method"] in _METHODS else "other"
            REQUESTS.labels(method=method, path=path, status=status).inc()
            LATENCY.labels(path=path).observe(time.perf_counter() - began)


def _pattern(scope: Scope) -> str:
    path = getattr(scope.get("route"), "path", None)
    if path is None:
        return "other"
    # An included router's routes may not know the prefix that they are reached by.
    is_below = scope["path"].startswith(_PREFIX) and not path.startswith(_PREFIX)
    return _PREFIX + path if is_below else path


async def metrics() -> Response:
    return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
