"""GET and PUT /user, GET /reauthenticate, POST /logout."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import asyncpg
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from .. import audit, passwords, reauthentication, sessions, users
from ..bearer import Caller, caller, read_claims
from ..bodies import read_object
from ..context import Auth, auth_of
from ..errors import ApiError, validation_failed
from ..times import now
from ..users import Row

router = APIRouter()
_SCOPES = ("global", "local", "others")


@router.get("/user")
async def get_user(request: Request) -> Response:
    async with auth_of(request).pool.acquire(timeout=10) as connection:
        who = await caller(request, connection)
        return JSONResponse(await users.to_json(connection, who.user))


@router.put("/user")
async def put_user(request: Request) -> Response:
    auth = auth_of(request)
    read_claims(request)
    body = await read_object(request, data=dict, app_metadata=dict, password=str, nonce=str, email=str, phone=str)
    async with auth.pool.acquire(timeout=10) as connection:
        who = await caller(request, connection)
        await _check_update(connection, auth, who, body)
    hashed = None
    if "password" in body:
        hashed = await _new_password(auth, who, body["password"], body.get("nonce", ""))
    async with auth.transaction() as connection:
        user = await _store(connection, who, hashed, body.get("data"))
        return JSONResponse(await users.to_json(connection, user))


async def _check_update(connection: asyncpg.Connection, auth: Auth, who: Caller, body: dict[str, Any]) -> None:
    if "password" in body:
        passwords.check_strength(auth.config.passwords, body["password"])
    if "app_metadata" in body:
        raise ApiError(403, "not_admin", "Updating app_metadata requires admin privileges")
    new_email = body.get("email", "").strip().lower()
    moves = bool(new_email) and new_email != (who.user["email"] or "")
    if ("password" in body or moves) and not who.at_aal2 \
            and await users.has_verified_factor(connection, who.user["id"]):
        raise ApiError(401, "insufficient_aal",
                       "AAL2 session is required to update email or password when MFA is enabled.")
    if moves or body.get("phone"):
        raise validation_failed("Changing the email address or phone is not supported by the local platform")


async def _new_password(auth: Auth, who: Caller, password: str, nonce: str) -> str:
    rules = auth.config.passwords
    age = now() - who.session["created_at"]
    if rules.require_reauthentication and age > timedelta(seconds=rules.reauthentication_after_s):
        if not nonce:
            raise ApiError(400, "reauthentication_needed", "Password update requires reauthentication")
        reauthentication.check_nonce(auth, who.user, nonce)
    if await passwords.matches(password, who.user["encrypted_password"]):
        raise ApiError(422, "same_password", "New password should be different from the old password.")
    return await passwords.hash_password(rules, password)


async def _store(connection: asyncpg.Connection, who: Caller, hashed: str | None, data: dict[str, Any] | None) -> Row:
    """Writes the changes. user_metadata merges by top-level key; null removes one."""
    user = await connection.fetchrow("select * from auth.users where id = $1 for update", who.user["id"])
    if user is None:
        raise ApiError(403, "user_not_found", "User from sub claim in JWT does not exist")
    if hashed is not None:
        await connection.execute(
            "update auth.users set encrypted_password = $2, reauthentication_token = '', recovery_token = '',"
            " confirmation_token = '' where id = $1", user["id"], hashed)
        await connection.execute("delete from auth.one_time_tokens where user_id = $1", user["id"])
        await sessions.end(connection, user["id"], who.session["id"], "others")
        await audit.record(connection, user, "user_updated_password")
    merged = {**(user["raw_user_meta_data"] or {}), **(data or {})}
    merged = {key: value for key, value in merged.items() if value is not None}
    await audit.record(connection, user, "user_modified")
    return await connection.fetchrow(
        "update auth.users set raw_user_meta_data = $2, updated_at = now() where id = $1 returning *",
        user["id"], merged)


@router.get("/reauthenticate")
async def reauthenticate(request: Request) -> Response:
    auth = auth_of(request)
    async with auth.transaction() as connection:
        who = await caller(request, connection)
        user = await connection.fetchrow("select * from auth.users where id = $1 for update", who.user["id"])
        if not user["email"] or user["email_confirmed_at"] is None:
            raise ApiError(422, "email_not_confirmed", "Please verify your email first.")
        nonce = await reauthentication.request_nonce(connection, auth, user)
    await auth.mailbox.deliver(user["email"], "reauthentication", "Confirm reauthentication", token=nonce)
    return JSONResponse({})


@router.post("/logout")
async def logout(request: Request) -> Response:
    scope = request.query_params.get("scope") or "global"
    async with auth_of(request).transaction() as connection:
        who = await caller(request, connection)
        if scope not in _SCOPES:
            raise validation_failed(f'Unsupported logout scope "{scope}"')
        await audit.record(connection, who.user, "logout")
        await sessions.end(connection, who.user["id"], who.session["id"], scope)
    return Response(status_code=204)
