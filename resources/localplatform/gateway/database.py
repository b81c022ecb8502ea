"""The connection pool, and what every connection of it is set up with."""

from __future__ import annotations

import asyncio
import json
import ssl
from typing import Any

import asyncpg

from .config import Config, ConfigError, read_secret


async def _prepare(connection: asyncpg.Connection) -> None:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
    await connection.set_type_codec("inet", schema="pg_catalog", encoder=str, decoder=str, format="text")


async def open_pool(config: Config, wait_s: float = 15) -> asyncpg.Pool:
    """Opens the pool, waiting for a server that is still starting. Connections lost later come back by themselves."""
    where = config.database
    tls: Any = ssl.create_default_context(cafile=where.ca_file) if where.ca_file else False
    password = read_secret(where.password_file) if where.password_file else None
    deadline = asyncio.get_running_loop().time() + wait_s
    while True:
        try:
            return await asyncpg.create_pool(
                host=where.host, port=where.port, database=where.name, user=where.user, password=password, ssl=tls,
                min_size=1, max_size=where.pool_size, timeout=5, command_timeout=8, init=_prepare,
                server_settings={"application_name": "pilothouse-gateway", "search_path": "auth", "timezone": "UTC"})
        except (OSError, asyncpg.PostgresError, asyncio.TimeoutError) as error:
            fatal = isinstance(error, (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError))
            if fatal or asyncio.get_running_loop().time() > deadline:
                raise ConfigError(f"database {where.host}:{where.port}: {error}") from None
            await asyncio.sleep(0.2)
