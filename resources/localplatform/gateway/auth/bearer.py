"""Who is calling: the bearer token, checked against the live user and session."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import asyncpg
from fastapi import Request

from . import users
from .context import auth_of
from .errors import ApiError
from .users import Row


@dataclass(frozen=True)
class Caller:
    user: Row
    session: Row
    claims: dict[str, Any]

    @property
    def at_aal2(self) -> bool:
        return self.session["aal"] in ("aal2", "aal3")


def read_claims(request: Request) -> dict[str, Any]:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise ApiError(401, "no_authorization", "This endpoint requires a valid Bearer token")
    return auth_of(request).keys.verify(token.strip())


async def caller(request: Request, connection: asyncpg.Connection) -> Caller:
    """The user behind the token. A ban, a deletion, an ended session count at once, whatever the token says."""
    claims = read_claims(request)
    if not claims.get("sub"):
        raise ApiError(403, "bad_jwt", "invalid claim: missing sub claim")
    user = await users.by_id(connection, _uuid(claims["sub"], "sub"))
    if user is None:
        raise ApiError(403, "user_not_found", "User from sub claim in JWT does not exist")
    if users.is_banned(user):
        raise ApiError(403, "user_banned", "User is banned")
    given = claims.get("session_id")
    session = None
    if given:
        session = await connection.fetchrow(
            "select * from auth.sessions where id = $1 and user_id = $2", _uuid(given, "session_id"), user["id"])
    if session is None:
        raise ApiError(403, "session_not_found", "Session from session_id claim in JWT does not exist")
    return Caller(user, session, claims)


def _uuid(text: Any, claim: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise ApiError(403, "bad_jwt", f"invalid claim: {claim} claim must be a UUID") from None
