"""Flow states: a sign-in through a provider, from /authorize to the exchange of its code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import uuid
from datetime import timedelta
from typing import Any

import asyncpg

from .errors import ApiError, validation_failed
from .times import now
from .users import Row

_EXPIRY = timedelta(minutes=5)
_METHODS = {"s256": "s256", "plain": "plain"}


def check_challenge(challenge: str, method: str) -> str | None:
    """The method to store. None: no challenge at all (tokens will come in the fragment)."""
    if not challenge and not method:
        return None
    if not challenge or not method:
        raise validation_failed("PKCE flow requires code_challenge_method and code_challenge")
    if method.lower() not in _METHODS:
        raise validation_failed("Invalid code_challenge_method")
    if not 43 <= len(challenge) <= 128:
        raise validation_failed("code challenge has to be between 43 and 128 characters")
    return _METHODS[method.lower()]


async def begin(connection: asyncpg.Connection, provider: str, referrer: str, challenge: str,
                method: str | None) -> uuid.UUID:
    state = uuid.uuid4()
    await connection.execute("delete from auth.flow_state where created_at < now() - interval '1 day'")
    await connection.execute(
        "insert into auth.flow_state (id, provider_type, authentication_method, code_challenge, code_challenge_method,"
        " referrer, created_at, updated_at) values ($1, $2, 'oauth', $3, $4, $5, now(), now())",
        state, provider, challenge or None, method, referrer)
    return state


async def waiting(connection: asyncpg.Connection, state: uuid.UUID) -> Row | None:
    """The flow that the provider's answer belongs to, locked; None when it was answered before or is too old."""
    flow = await connection.fetchrow(
        "select * from auth.flow_state where id = $1 and user_id is null for update", state)
    return flow if flow is not None and flow["created_at"] + _EXPIRY > now() else None


async def drop(connection: asyncpg.Connection, flow: Row) -> None:
    await connection.execute("delete from auth.flow_state where id = $1", flow["id"])


async def issue_code(connection: asyncpg.Connection, flow: Row, user: Row, provider_tokens: tuple[str, str]) -> str:
    code = str(uuid.uuid4())
    await connection.execute(
        "update auth.flow_state set user_id = $2, auth_code = $3, auth_code_issued_at = now(), updated_at = now(),"
        " provider_access_token = $4, provider_refresh_token = $5 where id = $1",
        flow["id"], user["id"], code, *provider_tokens)
    return code


async def redeem(connection: asyncpg.Connection, code: str, verifier: str) -> Row:
    """Takes the code's flow out of the table. A wrong verifier leaves it there."""
    flow = await connection.fetchrow("select * from auth.flow_state where auth_code = $1 for update", code)
    if flow is None:
        raise ApiError(404, "flow_state_not_found", "invalid flow state, no valid flow state found")
    if (flow["auth_code_issued_at"] or flow["created_at"]) + _EXPIRY <= now():
        raise ApiError(422, "flow_state_expired", "invalid flow state, flow state has expired")
    given = verifier.encode()
    if flow["code_challenge_method"] == "s256":
        given = base64.urlsafe_b64encode(hashlib.sha256(given).digest()).rstrip(b"=")
    if not hmac.compare_digest(given, (flow["code_challenge"] or "").encode()):
        raise ApiError(400, "bad_code_verifier", "code challenge does not match previously saved code verifier")
    await drop(connection, flow)
    return flow


def provider_tokens(flow: Row) -> dict[str, Any]:
    tokens = {"provider_token": flow["provider_access_token"], "provider_refresh_token": flow["provider_refresh_token"]}
    return {name: value for name, value in tokens.items() if value}


def new_provider_tokens() -> tuple[str, str]:
    return secrets.token_urlsafe(32), secrets.token_urlsafe(32)
