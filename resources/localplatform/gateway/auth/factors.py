"""Second factors: enrolment, challenge, verification, removal."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import asyncpg

from . import audit, refresh_letters, refresh_v2, sessions, totp, users
from .bearer import Caller
from .context import Auth
from .errors import ApiError, validation_failed
from .times import now
from .tokens import answer
from .users import Row


async def find(connection: asyncpg.Connection, who: Caller, factor_id: str) -> Row:
    """The caller's factor, locked."""
    try:
        wanted = uuid.UUID(factor_id)
    except ValueError:
        raise validation_failed("factor_id must be an UUID", 404) from None
    factor = await connection.fetchrow(
        "select * from auth.mfa_factors where id = $1 and user_id = $2 for update", wanted, who.user["id"])
    if factor is None:
        raise ApiError(404, "mfa_factor_not_found", "Factor not found")
    return factor


def _check_type(auth: Auth, kind: str) -> None:
    if kind not in ("totp", "phone", "webauthn"):
        raise validation_failed("factor_type needs to be totp, phone, or webauthn")
    if kind == "phone":
        raise ApiError(422, "mfa_phone_enroll_not_enabled", "MFA enroll is disabled for Phone")
    if kind == "webauthn":
        raise ApiError(422, "mfa_webauthn_enroll_not_enabled", "MFA enroll is disabled for WebAuthn")
    if not auth.config.mfa.enroll:
        raise ApiError(422, "mfa_totp_enroll_not_enabled", "MFA enroll is disabled for TOTP")


async def enroll(connection: asyncpg.Connection, auth: Auth, who: Caller, body: dict[str, Any],
                 ip: str | None) -> dict[str, Any]:
    _check_type(auth, body.get("factor_type", ""))
    name = body.get("friendly_name", "")
    # Enrolments that were begun and never challenged make room.
    await connection.execute(
        "delete from auth.mfa_factors f where user_id = $1 and status = 'unverified'"
        " and created_at < now() - interval '5 minutes'"
        " and not exists (select from auth.mfa_challenges c where c.factor_id = f.id)", who.user["id"])
    present = await users.factors(connection, who.user["id"])
    if len(present) >= auth.config.mfa.max_factors:
        raise ApiError(422, "too_many_enrolled_mfa_factors",
                       "Maximum number of verified factors reached, unenroll to continue")
    if any(f["status"] == "verified" for f in present) and not who.at_aal2:
        raise ApiError(403, "insufficient_aal", "AAL2 required to enroll a new factor")
    conflict = ApiError(422, "mfa_factor_name_conflict",
                        f'A factor with the friendly name "{name}" for this user already exists')
    if name.strip() and any(f["friendly_name"] == name for f in present):
        raise conflict
    factor_id, secret = uuid.uuid4(), totp.new_secret()
    try:
        await connection.execute(
            "insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at, secret)"
            " values ($1, $2, $3, 'totp', 'unverified', now(), now(), $4)", factor_id, who.user["id"], name, secret)
    except asyncpg.UniqueViolationError:  # another enrolment was quicker
        raise conflict from None
    await audit.record(connection, who.user, "factor_in_progress", {"factor_id": str(factor_id)}, ip)
    issuer = body.get("issuer") or totp.default_issuer(auth.config.site_url)
    uri = totp.enrolment_uri(issuer, who.user["email"] or "", secret)
    return {"id": str(factor_id), "type": "totp", "friendly_name": name,
            "totp": {"qr_code": totp.qr_svg(uri), "secret": secret, "uri": uri}}


async def challenge(connection: asyncpg.Connection, auth: Auth, who: Caller, factor: Row,
                    ip: str | None) -> dict[str, Any]:
    challenge_id, moment = uuid.uuid4(), now()
    await connection.execute(
        "insert into auth.mfa_challenges (id, factor_id, created_at, ip_address) values ($1, $2, $3, $4)",
        challenge_id, factor["id"], moment, ip or "0.0.0.0")
    await connection.execute(
        "update auth.mfa_factors set last_challenged_at = $2, updated_at = $2 where id = $1", factor["id"], moment)
    await audit.record(connection, who.user, "challenge_created",
                       {"factor_id": str(factor["id"]), "factor_status": factor["status"]}, ip)
    return {"id": str(challenge_id), "type": "totp",
            "expires_at": int(moment.timestamp()) + auth.config.mfa.challenge_expiry_s}


async def _open_challenge(connection: asyncpg.Connection, auth: Auth, factor: Row, challenge_id: str,
                          ip: str | None) -> Row:
    """The challenge, locked. One that was verified is refused like one from another address, as the real server does."""
    try:
        wanted = uuid.UUID(challenge_id)
    except ValueError:
        raise validation_failed("challenge_id must be an UUID") from None
    row = await connection.fetchrow(
        "select *, ip_address = $3::inet as same_address from auth.mfa_challenges where id = $1 and factor_id = $2"
        " for update", wanted, factor["id"], ip or "0.0.0.0")
    if row is None:
        raise ApiError(422, "mfa_factor_not_found", "MFA factor with the provided challenge ID not found")
    if row["verified_at"] is not None or not row["same_address"]:
        raise ApiError(422, "mfa_ip_address_mismatch", "Challenge and verify IP addresses mismatch.")
    if row["created_at"] + timedelta(seconds=auth.config.mfa.challenge_expiry_s) <= now():
        raise ApiError(422, "mfa_challenge_expired", f"MFA challenge {wanted} has expired, verify against another "
                                                     "challenge or create a new challenge.")
    return row


async def verify(connection: asyncpg.Connection, auth: Auth, who: Caller, factor: Row, body: dict[str, Any],
                 ip: str | None) -> dict[str, Any]:
    """Raises the session to aal2 with a new pair of tokens, and ends the user's sessions that are still at aal1."""
    if not auth.config.mfa.verify:
        raise ApiError(422, "mfa_totp_verify_not_enabled", "MFA verification is disabled for TOTP")
    if not body.get("code"):
        raise validation_failed("Code needs to be non-empty")
    opened = await _open_challenge(connection, auth, factor, body.get("challenge_id", ""), ip)
    if not totp.matches(factor["secret"], body["code"], now()):
        raise ApiError(422, "mfa_verification_failed", "Invalid TOTP code entered")
    user, session_id = who.user, who.session["id"]
    session = await connection.fetchrow("select * from auth.sessions where id = $1 for update", session_id)
    if session is None:
        raise ApiError(403, "session_not_found", "Session from session_id claim in JWT does not exist")
    await audit.record(connection, user, "verification_attempted", {
        "factor_id": str(factor["id"]), "challenge_id": str(opened["id"]), "factor_type": "totp"}, ip)
    await connection.execute("update auth.mfa_challenges set verified_at = now() where id = $1", opened["id"])
    await connection.execute(
        "update auth.mfa_factors set status = 'verified', updated_at = now() where id = $1 and status <> 'verified'",
        factor["id"])
    await sessions.add_method(connection, session_id, "totp")
    await connection.execute(
        "update auth.sessions set aal = 'aal2', factor_id = $2, updated_at = now() where id = $1",
        session_id, factor["id"])
    token = await _next_token(connection, user, session)
    await connection.execute(
        "delete from auth.sessions where user_id = $1 and aal < 'aal2' and id <> $2", user["id"], session_id)
    await connection.execute(
        "delete from auth.mfa_factors where user_id = $1 and status = 'unverified'", user["id"])
    return await answer(connection, auth, user, session_id, token, "totp")


async def _next_token(connection: asyncpg.Connection, user: Row, session: Row) -> str:
    unsent: dict[str, str] = {}  # this answer carries no Sb-Auth-* headers
    if session["refresh_token_hmac_key"]:
        return await refresh_v2.advance(connection, session, unsent)
    current = await refresh_letters.active(connection, session["id"])
    if current is None:
        raise ApiError(403, "session_not_found", "Session from session_id claim in JWT does not exist")
    return await refresh_letters.swap(connection, user, session["id"], current["token"], unsent)


async def unenroll(connection: asyncpg.Connection, who: Caller, factor: Row, ip: str | None) -> dict[str, Any]:
    """Removes the factor. Sessions it had raised fall back to aal1 at their next refresh."""
    if factor["status"] == "verified" and not who.at_aal2:
        raise ApiError(422, "insufficient_aal", "AAL2 required to unenroll verified factor")
    await connection.execute("delete from auth.mfa_factors where id = $1", factor["id"])
    await audit.record(connection, who.user, "factor_unenrolled", {
        "factor_id": str(factor["id"]), "factor_status": factor["status"], "session_id": str(who.session["id"])}, ip)
    await connection.execute(
        "delete from auth.mfa_amr_claims where authentication_method = 'totp'"
        " and session_id in (select id from auth.sessions where factor_id = $1)", factor["id"])
    await connection.execute(
        "update auth.sessions set aal = 'aal1', factor_id = null, updated_at = now() where factor_id = $1", factor["id"])
    return {"id": str(factor["id"])}
