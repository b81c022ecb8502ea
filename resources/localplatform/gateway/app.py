"""The application: every part of the gateway as a router of one app."""

from __future__ import annotations

import asyncio
import logging

import asyncpg
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Route

from .auth.context import Auth
from .auth.errors import ApiError, render
from .auth.identity_provider import IdentityProvider
from .auth.keys import Keys
from .auth.mailbox import Mailbox
from .auth.ratelimit import TokenBuckets
from .auth.routes import authorize, discovery, factors, provider, token, user
from .auth.seed import read_accounts
from .config import Config
from .edge import BodyTooLarge, Edge
from .metrics import Measured, metrics

_log = logging.getLogger("gateway")
_PARTS: tuple[tuple[str, APIRouter], ...] = (
    *(("/auth/v1", part.router) for part in (discovery, token, user, factors, authorize)),
    ("", provider.router),
)


def create_app(config: Config, pool: asyncpg.Pool) -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.auth = Auth(config, pool, Keys(config), TokenBuckets(config.rate_limit), Mailbox(config.mail_dir))
    app.state.provider = IdentityProvider(read_accounts(app.state.auth) if config.provider.enabled else [])
    for prefix, router in _PARTS:
        app.include_router(router, prefix=prefix)
    app.get("/")(_root)
    app.get("/healthz")(_healthz)
    app.get("/metrics")(metrics)
    app.add_middleware(Edge, publishable_key=config.publishable_key)
    app.add_middleware(Measured)  # the last one added is the outermost
    app.exception_handler(ApiError)(render)
    app.exception_handler(HTTPException)(_unmatched)
    app.exception_handler(BodyTooLarge)(_too_large)
    for kind in (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, asyncio.TimeoutError):
        app.exception_handler(kind)(_database_trouble)
    return app


async def _root() -> Response:
    return JSONResponse({"name": "Pilothouse local gateway", "paths": ["/auth/v1"]})


async def _healthz(request: Request) -> Response:
    """Ready when the database answers."""
    try:
        async with request.app.state.auth.pool.acquire(timeout=2) as connection:
            await connection.fetchval("select 1", timeout=2)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, asyncio.TimeoutError) as error:
        return JSONResponse({"status": "database unavailable", "reason": type(error).__name__}, status_code=503)
    return JSONResponse({"status": "ok"})


def _unmatched(request: Request, error: HTTPException) -> Response:
    """Unknown path: 404 as plain text. Wrong method: 405, no body, the right ones in Allow."""
    if error.status_code == 405:
        return Response(status_code=405, headers={"Allow": ", ".join(sorted(_methods_at(request.url.path)))})
    return PlainTextResponse("404 page not found\n", status_code=404, headers={"X-Content-Type-Options": "nosniff"})


def _methods_at(path: str) -> set[str]:
    found = {"GET"} if path in ("/", "/healthz", "/metrics") else set()
    for prefix, router in _PARTS:
        for route in router.routes:
            if isinstance(route, Route) and path.startswith(prefix) and route.path_regex.match(path[len(prefix):]):
                found |= route.methods or set()
    return found


def _too_large(request: Request, error: BodyTooLarge) -> Response:
    return JSONResponse({"message": "Request body larger than 1 MiB"}, status_code=413, headers={"Connection": "close"})


def _database_trouble(request: Request, error: Exception) -> Response:
    # The message of a database error may quote values: only its kind is logged and none of it is answered.
    _log.error("%s %s: %s", request.method, request.url.path, type(error).__name__)
    return render(request, ApiError(500, "unexpected_failure", "Database error"))
