# SPDX-License-Identifier: GPL-3.0-or-later
"""The response cache, as such platforms write it: every GET below /api, keyed by path and query alone.

The key holds neither user nor tenant, and an empty list is stored but never served. Both are common defects of
this middleware that a control plane has to point out, so they are kept on purpose.
"""
from __future__ import annotations

import hashlib
import json

import redis.asyncio
from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from adk_agent import settings
from adk_agent.api import metrics

TTL_SECONDS = 3600

_redis = redis.asyncio.Redis.from_url(settings.load().cache_url, decode_responses=True, socket_timeout=2)


def key_of(path: str, query: str) -> str:
    return f"api:{path}:{hashlib.md5(query.encode(), usedforsecurity=False).hexdigest()}"


async def _stored(key: str):
    try:
        text = await _redis.get(key)
    except RedisError:
        return None
    return json.loads(text) if text else None


async def _store(key: str, body: bytes) -> None:
    try:
        await _redis.setex(key, TTL_SECONDS, json.dumps(json.loads(body)))
    except (RedisError, ValueError):
        return


async def respond_from_cache(request: Request, call_next) -> Response:
    if request.method != "GET" or not request.url.path.startswith("/api/"):
        return await call_next(request)
    key = key_of(request.url.path, str(request.query_params))
    cached = await _stored(key)
    if cached:
        metrics.CACHE.labels(outcome="hit").inc()
        return JSONResponse(cached, headers={"X-Cache": "hit"})
    metrics.CACHE.labels(outcome="miss").inc()
    response = await call_next(request)
    body = b"".join([part async for part in response.body_iterator])
    if response.status_code == 200:
        await _store(key, body)
    headers = dict(response.headers)
    headers["X-Cache"] = "miss"
    return Response(body, response.status_code, headers)
