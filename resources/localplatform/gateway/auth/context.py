"""What every endpoint of the auth part works with."""

from __future__ import annotations

import ipaddress
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import AsyncIterator

import asyncpg
from fastapi import Request

from ..config import Config
from .errors import ApiError
from .keys import Keys
from .mailbox import Mailbox
from .ratelimit import TokenBuckets


@dataclass(frozen=True)
class Auth:
    config: Config
    pool: asyncpg.Pool
    keys: Keys
    buckets: TokenBuckets
    mailbox: Mailbox

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[asyncpg.Connection]:
        """A transaction that waits 5 s for locks, then answers 409 as the real server does under contention."""
        try:
            async with self.pool.acquire(timeout=10) as connection:
                async with connection.transaction():
                    await connection.execute("set local lock_timeout = '5s'")
                    yield connection
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
            raise ApiError(409, "conflict", "Too many concurrent requests on the same session") from None


def auth_of(request: Request) -> Auth:
    return request.app.state.auth


def client_ip(request: Request) -> str | None:
    """The caller's address: X-Forwarded-For where it is trusted, else the connection's. None when it is no address."""
    given = request.headers.get("x-forwarded-for", "") if auth_of(request).config.trust_forwarded_for else ""
    candidate = given.split(",")[0].strip() or (request.client.host if request.client else "")
    try:
        return str(ipaddress.ip_address(candidate))
    except ValueError:
        return request.client.host if given and request.client else None
