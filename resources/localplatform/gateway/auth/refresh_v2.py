"""Refresh tokens of version 2: session id and counter, signed with the session's own key; no rows of their own."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import uuid
import zlib
from datetime import timedelta, timezone
from typing import Any

import asyncpg

from ..config import Refresh
from .errors import ApiError
from .times import now
from .users import Row

_VERSION = 0
_SIGNATURE = 16
_CHECKSUM = 4


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _make(session_id: uuid.UUID, counter: int, key: str) -> str:
    payload = bytes([_VERSION]) + session_id.bytes + _varint(counter)
    payload += hmac.new(base64.b64decode(key), payload, hashlib.sha256).digest()[:_SIGNATURE]
    payload += zlib.crc32(payload).to_bytes(_CHECKSUM, "big")
    return base64.urlsafe_b64encode(payload).rstrip(b"=").decode()


def _parse(token: str) -> tuple[uuid.UUID, int] | None:
    """Session and counter of a token whose checksum is right."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    body, checksum = raw[:-_CHECKSUM], raw[-_CHECKSUM:]
    if not 34 <= len(body) <= 43 or body[0] != _VERSION or zlib.crc32(body).to_bytes(_CHECKSUM, "big") != checksum:
        return None
    counter = 0
    for position, byte in enumerate(body[17:-_SIGNATURE]):
        counter |= (byte & 0x7F) << (7 * position)
    return uuid.UUID(bytes=body[1:17]), counter


def recognises(token: str) -> bool:
    return _parse(token) is not None


async def first(connection: asyncpg.Connection, user: Row, session_id: uuid.UUID, headers: dict[str, str]) -> str:
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    await connection.execute(
        "update auth.sessions set refresh_token_hmac_key = $2, refresh_token_counter = 0 where id = $1", session_id, key)
    headers["Sb-Auth-Refresh-Token-Counter"] = "0"
    return _make(session_id, 0, key)


async def find_session(connection: asyncpg.Connection, token: str) -> uuid.UUID | None:
    parsed = _parse(token)
    return parsed[0] if parsed else None


async def advance(connection: asyncpg.Connection, session: Row, headers: dict[str, str]) -> str:
    counter = session["refresh_token_counter"] + 1
    await connection.execute(
        "update auth.sessions set refresh_token_counter = $2 where id = $1", session["id"], counter)
    headers["Sb-Auth-Refresh-Token-Counter"] = str(counter)
    return _make(session["id"], counter, session["refresh_token_hmac_key"])


async def rotate(connection: asyncpg.Connection, rules: Refresh, user: Row, session: Row, token: str,
                 headers: dict[str, str]) -> str | ApiError:
    """The session's next token. The session's row is locked. An error that is *returned* keeps the changes made."""
    parsed, key, current = _parse(token), session["refresh_token_hmac_key"], session["refresh_token_counter"]
    if parsed is None or key is None or current is None or not hmac.compare_digest(token, _make(*parsed, key)):
        return ApiError(400, "validation_failed", "Refresh token is not valid")
    counter = parsed[1]
    if counter == current:
        headers["Sb-Auth-Refresh-Token-Reuse"] = "false"
        return await advance(connection, session, headers)
    causes = []
    if session["refreshed_at"] and now() <= session["refreshed_at"].replace(tzinfo=timezone.utc) + timedelta(
            seconds=rules.reuse_interval_s):
        causes.append("concurrent-refresh")
    if counter == current - 1:
        causes.append("fail-to-save")
    if causes or not rules.rotation:
        if causes:
            headers["Sb-Auth-Refresh-Token-Reuse-Cause"] = ",".join(causes)
        headers["Sb-Auth-Refresh-Token-Counter"] = str(current)
        return _make(session["id"], current, key)
    headers["Sb-Auth-Refresh-Token-Rotated"] = "true"
    await connection.execute("delete from auth.sessions where id = $1", session["id"])
    return ApiError(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used")
