"""Sessions: opening, validity, ending."""

from __future__ import annotations

import uuid
from datetime import timedelta, timezone
from typing import Any

import asyncpg
from fastapi import Request

from . import audit, refresh_letters, refresh_v2, users
from .context import Auth, client_ip
from .errors import ApiError, token_headers
from .times import now
from .tokens import answer
from .users import Row


async def sign_in(connection: asyncpg.Connection, auth: Auth, request: Request, user: Row, method: str,
                  provider: str) -> dict[str, Any]:
    """Opens a session for a user who has proved who he is; the session answer."""
    headers = token_headers(request)
    headers["Sb-Auth-User-Id"] = str(user["id"])
    user = await connection.fetchrow(
        "update auth.users set last_sign_in_at = now(), updated_at = now() where id = $1 returning *", user["id"])
    await audit.record(connection, user, "login", {"provider": provider})
    session_id = uuid.uuid4()
    await connection.execute(
        "insert into auth.sessions (id, user_id, created_at, updated_at, aal, user_agent, ip)"
        " values ($1, $2, now(), now(), 'aal1', $3, $4)",
        session_id, user["id"], request.headers.get("user-agent"), client_ip(request))
    await add_method(connection, session_id, method)
    headers["Sb-Auth-Session-Id"] = str(session_id)
    kind = refresh_v2 if auth.config.refresh.kind == "v2" else refresh_letters
    token = await kind.first(connection, user, session_id, headers)
    return await answer(connection, auth, user, session_id, token, method)


async def add_method(connection: asyncpg.Connection, session_id: uuid.UUID, method: str) -> None:
    await connection.execute(
        "insert into auth.mfa_amr_claims (session_id, created_at, updated_at, authentication_method, id)"
        " values ($1, now(), now(), $2, $3)"
        " on conflict (session_id, authentication_method) do update set updated_at = now()",
        session_id, method, uuid.uuid4())


async def check_validity(connection: asyncpg.Connection, auth: Auth, session: Row, user: Row) -> None:
    """Raises 400 session_expired; the reason stands in the prose only."""
    limits, created = auth.config.sessions, session["created_at"]
    refreshed = session["refreshed_at"]
    active = refreshed.replace(tzinfo=timezone.utc) if refreshed else created
    moment = now()
    if session["not_after"] and session["not_after"] <= moment:
        raise _expired("")
    if limits.timebox_s and created + timedelta(seconds=limits.timebox_s) <= moment:
        raise _expired("")
    if limits.inactivity_s and active + timedelta(seconds=limits.inactivity_s) <= moment:
        raise _expired(" (Inactivity)")
    if limits.allow_low_aal_s and session["aal"] == "aal1" \
            and created + timedelta(seconds=limits.allow_low_aal_s) <= moment \
            and await users.has_verified_factor(connection, user["id"]):
        raise _expired(" (Low AAL: User Needs MFA Verification)")
    if limits.single_per_user and await connection.fetchval(
            "select exists (select from auth.sessions where user_id = $1 and created_at > $2)", user["id"], created):
        raise _expired(" (Revoked by Newer Login)")


def _expired(why: str) -> ApiError:
    return ApiError(400, "session_expired", f"Invalid Refresh Token: Session Expired{why}")


async def end(connection: asyncpg.Connection, user_id: uuid.UUID, session_id: uuid.UUID, scope: str) -> None:
    """Ends sessions of one user; their refresh tokens go with them."""
    if scope == "global":
        await connection.execute("delete from auth.sessions where user_id = $1", user_id)
    elif scope == "local":
        await connection.execute("delete from auth.sessions where user_id = $1 and id = $2", user_id, session_id)
    else:
        await connection.execute("delete from auth.sessions where user_id = $1 and id <> $2", user_id, session_id)
