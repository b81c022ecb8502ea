"""POST /token: password, refresh_token and pkce grants."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from .. import audit, flows, passwords, refresh_letters, refresh_v2, sessions, users
from ..bodies import read_object
from ..context import Auth, auth_of, client_ip
from ..errors import ApiError, token_headers, validation_failed
from ..tokens import answer

router = APIRouter()


@router.post("/token")
async def token(request: Request) -> Response:
    auth = auth_of(request)
    auth.buckets.take(request)
    grant = _GRANTS.get(request.query_params.get("grant_type", ""))
    if grant is None:
        raise ApiError(400, "invalid_credentials", "unsupported_grant_type")
    body = await grant(request, auth)
    return JSONResponse(body, headers=token_headers(request))


async def _password(request: Request, auth: Auth) -> dict[str, Any]:
    body = await read_object(request, email=str, phone=str, password=str)
    email, password = body.get("email", "").strip(), body.get("password", "")
    if body.get("phone"):
        raise ApiError(400, "phone_provider_disabled", "Phone logins are disabled")
    if not email:
        raise validation_failed("missing email or phone")
    async with auth.pool.acquire(timeout=10) as connection:
        user = await users.by_email(connection, email, auth.config.audience)
    if user is not None and user["deleted_at"] is not None:
        user = None
    # An unknown address costs as much time as a known one.
    stored = user["encrypted_password"] if user is not None else passwords.nobody(auth.config.passwords)
    if not await passwords.matches(password, stored) or user is None:
        raise ApiError(400, "invalid_credentials", "Invalid login credentials")
    if users.is_banned(user):
        raise ApiError(400, "user_banned", "User is banned")
    if user["email_confirmed_at"] is None:
        raise ApiError(400, "email_not_confirmed", "Email not confirmed")
    async with auth.transaction() as connection:
        return await sessions.sign_in(connection, auth, request, user, "password", "email") | {"weak_password": None}


async def _refresh(request: Request, auth: Auth) -> dict[str, Any]:
    given = (await read_object(request, refresh_token=str)).get("refresh_token", "")
    kind = next((k for k in (refresh_letters, refresh_v2) if k.recognises(given)), None)
    if kind is None:
        raise validation_failed("Refresh token is not valid")
    headers = token_headers(request)
    async with auth.transaction() as connection:
        session_id = await kind.find_session(connection, given)
        # One refresh of a session at a time: the others wait here and then see what the first has done.
        session = await connection.fetchrow("select * from auth.sessions where id = $1 for update", session_id)
        user = await users.by_id(connection, session["user_id"]) if session else None
        if session is None or user is None:
            raise ApiError(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")
        headers["Sb-Auth-User-Id"] = str(user["id"])
        if users.is_banned(user):
            raise ApiError(400, "user_banned", "Invalid Refresh Token: User Banned")
        headers["Sb-Auth-Session-Id"] = str(session["id"])
        await sessions.check_validity(connection, auth, session, user)
        outcome = await kind.rotate(connection, auth.config.refresh, user, session, given, headers)
        if isinstance(outcome, str):
            if "Sb-Auth-Refresh-Token-Reuse" in headers:
                await connection.execute(
                    "update auth.sessions set refreshed_at = clock_timestamp() at time zone 'utc', updated_at = now(),"
                    " user_agent = $2, ip = $3 where id = $1",
                    session["id"], request.headers.get("user-agent"), client_ip(request))
                await audit.record(connection, user, "token_refreshed")
            return await answer(connection, auth, user, session["id"], outcome, "token_refresh")
    raise outcome  # after the commit: what reuse has revoked stays revoked


async def _pkce(request: Request, auth: Auth) -> dict[str, Any]:
    body = await read_object(request, auth_code=str, code_verifier=str)
    code, verifier = body.get("auth_code", ""), body.get("code_verifier", "")
    if not code or not verifier:
        raise validation_failed("invalid request: both auth code and code verifier should be non-empty")
    async with auth.transaction() as connection:
        flow = await flows.redeem(connection, code, verifier)
        user = await users.by_id(connection, flow["user_id"])
        if user is None:
            raise ApiError(404, "flow_state_not_found", "invalid flow state, no valid flow state found")
        if users.is_banned(user):
            raise ApiError(400, "user_banned", "User is banned")
        body = await sessions.sign_in(
            connection, auth, request, user, flow["authentication_method"], flow["provider_type"])
        return body | flows.provider_tokens(flow)


_GRANTS = {"password": _password, "refresh_token": _refresh, "pkce": _pkce}
