"""Rows of auth.audit_log_entries."""

from __future__ import annotations

import uuid
from typing import Any, Mapping

import asyncpg

_LOG_TYPES = {
    "login": "account", "logout": "account", "user_reauthenticate_requested": "user", "user_modified": "user",
    "user_updated_password": "user", "user_signedup": "team", "token_refreshed": "token", "token_revoked": "token",
    "factor_in_progress": "factor", "factor_unenrolled": "factor", "challenge_created": "factor",
    "verification_attempted": "factor",
}


async def record(connection: asyncpg.Connection, user: Mapping[str, Any], action: str,
                 traits: dict[str, Any] | None = None, ip: str | None = "") -> None:
    payload: dict[str, Any] = {"action": action, "actor_id": str(user["id"]), "actor_username": user["email"] or "",
                               "actor_via_sso": bool(user["is_sso_user"]), "log_type": _LOG_TYPES[action]}
    name = (user["raw_user_meta_data"] or {}).get("full_name")
    if name:
        payload["actor_name"] = name
    if traits:
        payload["traits"] = traits
    await connection.execute(
        "insert into auth.audit_log_entries (instance_id, id, payload, created_at, ip_address)"
        " values ('00000000-0000-0000-0000-000000000000', $1, $2, now(), $3)", uuid.uuid4(), payload, ip or "")
