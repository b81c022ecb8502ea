"""The token endpoint's bucket: one for each address, shared by all grants."""

from __future__ import annotations

import time

from fastapi import Request

from ..config import RateLimit
from .errors import ApiError

_MOST_ADDRESSES = 10_000


class TokenBuckets:
    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit
        self._per_second = limit.per_five_minutes / 300
        self._buckets: dict[str, tuple[float, float]] = {}  # address → (tokens left, when)

    def take(self, request: Request) -> None:
        """Raises 429 when the address has used its bucket up. No Retry-After: the real server sends none."""
        if not self._limit.enabled:
            return
        address = self._address(request)
        now = time.monotonic()
        left, since = self._buckets.pop(address, (float(self._limit.burst), now))
        left = min(float(self._limit.burst), left + (now - since) * self._per_second)
        refused = left < 1
        self._buckets[address] = (left if refused else left - 1, now)  # last in the order: most recently used
        if len(self._buckets) > _MOST_ADDRESSES:
            self._buckets.pop(next(iter(self._buckets)))
        if refused:
            raise ApiError(429, "over_request_rate_limit", "Request rate limit reached")

    def _address(self, request: Request) -> str:
        if self._limit.header:
            given = request.headers.get(self._limit.header, "").split(",")[0].strip()
            if given:
                return given
        return request.client.host if request.client else ""
