# SPDX-License-Identifier: GPL-3.0-or-later
"""Rate limits by address, by user and by agent, counted in Redis by slowapi."""
from __future__ import annotations

from fastapi import Request
from fastapi.responses import JSONResponse
from redis.exceptions import RedisError
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded
from slowapi.util import get_remote_address

from adk_agent import settings
from adk_agent.api import metrics

BY_ADDRESS = "10/minute"
BY_USER = "100/hour"
BY_AGENT = "30/minute"

redis_errors = RedisError

limiter = Limiter(key_func=get_remote_address, storage_uri=settings.load().limits_url, strategy="fixed-window",
                  headers_enabled=True)


def user_of(request: Request) -> str:
    """The user of the request; who has none is limited by address."""
    return request.headers.get("x-user-id") or get_remote_address(request)


def agent_of(request: Request) -> str:
    return request.headers.get("x-agent-id") or get_remote_address(request)


def refuse(request: Request, error: RateLimitExceeded):
    metrics.REFUSED.labels(path=metrics.path_of(request)).inc()
    return _rate_limit_exceeded_handler(request, error)


def unavailable(_request: Request, error: RedisError):
    return JSONResponse({"error": f"the store of limits or tasks does not answer ({type(error).__name__})"}, 503)
