# SPDX-License-Identifier: GPL-3.0-or-later
"""The FastAPI backend: `uvicorn adk_agent.api:app`."""
from __future__ import annotations

from fastapi import FastAPI
from slowapi.errors import RateLimitExceeded

from adk_agent.api import cache, limits, metrics, routes

app = FastAPI(title="adk_agent", docs_url=None, redoc_url=None)
app.state.limiter = limits.limiter
app.add_exception_handler(RateLimitExceeded, limits.refuse)
app.add_exception_handler(limits.redis_errors, limits.unavailable)
app.middleware("http")(cache.respond_from_cache)
app.middleware("http")(metrics.measure)
app.include_router(metrics.router)
app.include_router(routes.router)
