"""The session answer: an access token made for a session, and everything that goes with it."""

from __future__ import annotations

import time
from typing import Any

import asyncpg

from . import hook, users
from .context import Auth
from .users import Row

_SECOND_FACTORS = ("totp", "mfa/phone", "mfa/webauthn")


async def assurance(connection: asyncpg.Connection, session_id: Any) -> tuple[str, list[dict[str, Any]]]:
    """aal and amr, from how the session was authenticated."""
    rows = await connection.fetch(
        "select authentication_method, updated_at from auth.mfa_amr_claims where session_id = $1 order by updated_at",
        session_id)
    amr = [{"method": r["authentication_method"], "timestamp": int(r["updated_at"].timestamp())} for r in rows]
    second = any(entry["method"] in _SECOND_FACTORS for entry in amr)
    return ("aal2" if second else "aal1"), amr


async def answer(connection: asyncpg.Connection, auth: Auth, user: Row, session_id: Any, refresh_token: str,
                 method: str) -> dict[str, Any]:
    """The body of a successful sign-in or refresh. The hook runs in the caller's transaction: its refusal undoes all."""
    config = auth.config
    aal, amr = await assurance(connection, session_id)
    lifetime = config.jwt_exp_s
    allowance = config.sessions.allow_low_aal_s
    if allowance and aal == "aal1" and await users.has_verified_factor(connection, user["id"]):
        lifetime = min(lifetime, int(allowance))
    issued = int(time.time())
    claims: dict[str, Any] = {
        "iss": config.issuer, "sub": str(user["id"]), "aud": user["aud"], "exp": issued + lifetime, "iat": issued,
        "email": user["email"] or "", "phone": user["phone"] or "",
        "app_metadata": user["raw_app_meta_data"] or {}, "user_metadata": user["raw_user_meta_data"] or {},
        "role": user["role"], "aal": aal, "amr": amr, "session_id": str(session_id),
        "is_anonymous": user["is_anonymous"],
    }
    claims = await hook.apply(connection, config, claims, method)
    return {"access_token": auth.keys.sign(claims), "token_type": "bearer", "expires_in": lifetime,
            "expires_at": issued + lifetime, "refresh_token": refresh_token,
            "user": await users.to_json(connection, user)}
