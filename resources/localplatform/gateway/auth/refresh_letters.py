"""Twelve-letter refresh tokens: rows of auth.refresh_tokens, each naming its parent."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import timedelta
from typing import Any

import asyncpg

from ..config import Refresh
from . import audit, users
from .errors import ApiError
from .times import now
from .users import Row

_FORM = re.compile(r"[a-z2-7]{12}")


def recognises(token: str) -> bool:
    return _FORM.fullmatch(token) is not None


async def first(connection: asyncpg.Connection, user: Row, session_id: Any, headers: dict[str, str]) -> str:
    return await _insert(connection, user, session_id, None, headers)


async def _insert(connection: asyncpg.Connection, user: Row, session_id: Any, parent: str | None,
                  headers: dict[str, str]) -> str:
    token = base64.b32encode(secrets.token_bytes(8))[:12].decode().lower()
    await connection.execute(
        "insert into auth.refresh_tokens (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)"
        " values ($1, $2, $3, false, now(), now(), $4, $5)",
        users.NO_INSTANCE, token, str(user["id"]), parent, session_id)
    headers["Sb-Auth-Refresh-Token-Prefix"] = token[:5]
    return token


async def find_session(connection: asyncpg.Connection, token: str) -> Any | None:
    return await connection.fetchval("select session_id from auth.refresh_tokens where token = $1", token)


async def active(connection: asyncpg.Connection, session_id: Any) -> Row | None:
    """The session's newest token that is not revoked."""
    return await connection.fetchrow(
        "select * from auth.refresh_tokens where session_id = $1 and not revoked order by id desc limit 1", session_id)


async def swap(connection: asyncpg.Connection, user: Row, session_id: Any, token: str, headers: dict[str, str]) -> str:
    """Revokes a token and puts its successor beside it."""
    await connection.execute(
        "update auth.refresh_tokens set revoked = true, updated_at = clock_timestamp() where token = $1", token)
    await audit.record(connection, user, "token_revoked")
    return await _insert(connection, user, session_id, token, headers)


async def rotate(connection: asyncpg.Connection, rules: Refresh, user: Row, session: Row, token: str,
                 headers: dict[str, str]) -> str | ApiError:
    """The session's next token. The session's row is locked. An error that is *returned* keeps the changes made."""
    row = await connection.fetchrow("select * from auth.refresh_tokens where token = $1", token)
    if row is None:  # gone while we waited for the lock
        return ApiError(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")
    if row["revoked"]:
        current = await active(connection, session["id"])
        if current is not None and current["parent"] == token:
            # The answer that carried the successor was lost, or another request was quicker: hand it out again.
            headers["Sb-Auth-Refresh-Token-Prefix"] = current["token"][:5]
            return current["token"]
        if now() > row["updated_at"] + timedelta(seconds=rules.reuse_interval_s):
            if rules.rotation:
                await connection.execute(
                    "update auth.refresh_tokens set revoked = true, updated_at = clock_timestamp()"
                    " where session_id = $1 and not revoked", session["id"])
            return ApiError(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used")
    elif not rules.rotation:
        headers["Sb-Auth-Refresh-Token-Prefix"] = token[:5]
        return token
    headers["Sb-Auth-Refresh-Token-Reuse"] = "false"
    return await swap(connection, user, session["id"], token, headers)
