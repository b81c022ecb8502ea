"""The code that is mailed before a password may change in an old session."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from datetime import timedelta

import asyncpg

from . import audit
from .context import Auth
from .errors import ApiError
from .times import now
from .users import Row


def _hashed(user: Row, nonce: str) -> str:
    return hashlib.sha224(f"{user['email']}{nonce}".encode()).hexdigest()


async def request_nonce(connection: asyncpg.Connection, auth: Auth, user: Row) -> str:
    """Stores a new code and returns it for the mail. Raises 429 when the last one is too young."""
    interval = timedelta(seconds=auth.config.mail.interval_s)
    sent = user["reauthentication_sent_at"]
    if sent is not None and sent + interval > now():
        left = int((sent + interval - now()).total_seconds())
        raise ApiError(429, "over_email_send_rate_limit",
                       f"For security purposes, you can only request this after {left} seconds.")
    nonce = f"{secrets.randbelow(1_000_000):06d}"
    token = _hashed(user, nonce)
    await audit.record(connection, user, "user_reauthenticate_requested")
    await connection.execute(
        "update auth.users set reauthentication_token = $2, reauthentication_sent_at = clock_timestamp() where id = $1",
        user["id"], token)
    await connection.execute(
        "insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to)"
        " values ($1, $2, 'reauthentication_token', $3, $4) on conflict (user_id, token_type) do update"
        " set token_hash = excluded.token_hash, updated_at = now()", uuid.uuid4(), user["id"], token, user["email"])
    return nonce


def check_nonce(auth: Auth, user: Row, nonce: str) -> None:
    """Raises 422 for a wrong, used or expired code."""
    stored, sent = user["reauthentication_token"], user["reauthentication_sent_at"]
    fresh = sent is not None and sent + timedelta(seconds=auth.config.mail.code_expiry_s) > now()
    if not stored or not fresh or not hmac.compare_digest(stored, _hashed(user, nonce)):
        raise ApiError(422, "reauthentication_not_valid", "Nonce has expired or is invalid")
