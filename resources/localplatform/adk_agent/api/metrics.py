# SPDX-License-Identifier: GPL-3.0-or-later
"""What Prometheus scrapes. With PROMETHEUS_MULTIPROC_DIR set, the numbers of all uvicorn workers are added up."""
from __future__ import annotations

import os
import time

from fastapi import APIRouter, Request
from prometheus_client import (CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, REGISTRY,
                               generate_latest, multiprocess)
from starlette.responses import Response

REQUESTS = Counter("adk_http_requests_total", "Requests answered.", ["method", "path", "status"])
LATENCY = Histogram("adk_http_request_duration_seconds", "Time to answer.", ["path"],
                    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5))
REFUSED = Counter("adk_rate_limited_total", "Requests refused by a rate limit.", ["path"])
CACHE = Counter("adk_cache_lookups_total", "Look-ups in the response cache.", ["outcome"])
SUBMITTED = Counter("adk_tasks_submitted_total", "Tasks handed to Celery by the backend.", ["task", "tenant"])
BACKGROUND = Counter("adk_background_tasks_total", "Background tasks of the backend that ended.", ["kind", "outcome"])
BACKGROUND_RUNNING = Gauge("adk_background_tasks_running", "Background tasks of the backend that run now.", ["kind"],
                           multiprocess_mode="livesum")

router = APIRouter()


def path_of(request: Request) -> str:
    """The route's pattern, not the path as asked: the number of series must not follow what clients type."""
    route = request.scope.get("route")
    return getattr(route, "path", "other")


async def measure(request: Request, call_next) -> Response:
    began = time.perf_counter()
    response = await call_next(request)
    path = path_of(request) if "route" in request.scope else _known(request.url.path)
    REQUESTS.labels(method=request.method, path=path, status=str(response.status_code)).inc()
    LATENCY.labels(path=path).observe(time.perf_counter() - began)
    return response


def _known(path: str) -> str:
    """A path that was answered before routing (from the cache)."""
    return path if path in ("/api/items", "/api/agents", "/api/sessions") else "other"


@router.get("/metrics")
def metrics() -> Response:
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
