"""GET /authorize and /callback: sign-in through the provider, on the side of the auth server."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

import asyncpg
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from .. import flows, identity_provider, redirects, sessions, users
from ..context import Auth, auth_of
from ..errors import ApiError, validation_failed
from ..users import Row

router = APIRouter()
_OWN = ("provider", "scopes", "code_challenge", "code_challenge_method", "apikey")


@router.get("/authorize")
async def authorize(request: Request) -> Response:
    auth, query = auth_of(request), request.query_params
    config = auth.config
    if not config.provider.enabled or query.get("provider", "").lower() != config.provider.name:
        raise validation_failed("Unsupported provider: provider is not enabled")
    challenge = query.get("code_challenge", "")
    method = flows.check_challenge(challenge, query.get("code_challenge_method", ""))
    referrer = redirects.allowed(config, query.get("redirect_to", ""))
    async with auth.transaction() as connection:
        state = await flows.begin(connection, config.provider.name, referrer, challenge, method)
    passed_on = {key: value for key, value in query.items() if key not in _OWN}
    parameters = passed_on | {"client_id": identity_provider.CLIENT_ID, "response_type": "code", "scope": "profile email",
                              "redirect_uri": f"{config.external_url}/callback", "state": str(state)}
    where = identity_provider.authorization_url(config)
    return RedirectResponse(f"{where}?{urlencode(sorted(parameters.items()))}", status_code=302)


@router.get("/callback")
async def callback(request: Request) -> Response:
    auth, query = auth_of(request), request.query_params
    try:
        state = uuid.UUID(query.get("state", ""))
    except ValueError:
        return _bad_state(auth, "OAuth state parameter is invalid")
    async with auth.transaction() as connection:
        flow = await flows.waiting(connection, state)
        if flow is None:
            return _bad_state(auth, "OAuth state not found or expired")
        return RedirectResponse(await _finish(connection, request, flow), status_code=302)


def _bad_state(auth: Auth, why: str) -> Response:
    return RedirectResponse(redirects.with_query(
        auth.config.site_url, error="invalid_request", error_code="bad_oauth_state", error_description=why),
        status_code=303)


def _error_url(referrer: str, **error: str) -> str:
    return redirects.with_fragment(redirects.with_query(referrer, **error), **error, sb="")


async def _finish(connection: asyncpg.Connection, request: Request, flow: Row) -> str:
    """Where the browser goes with the provider's answer: code, tokens in the fragment, or the error."""
    auth, query, referrer = auth_of(request), request.query_params, flow["referrer"]
    if "error" in query:
        await flows.drop(connection, flow)
        error = {"error": query["error"], "error_description": query.get("error_description", "")}
        return _error_url(referrer, **{key: value for key, value in error.items() if value})
    person = request.app.state.provider.redeem(query.get("code", ""))
    if person is None:
        await flows.drop(connection, flow)
        return _error_url(referrer, error="server_error", error_code="unexpected_failure",
                          error_description="Unable to exchange external code")
    user = await _person_to_user(connection, auth, person)
    if users.is_banned(user):
        await flows.drop(connection, flow)
        return _error_url(referrer, error="access_denied", error_code="user_banned", error_description="User is banned")
    tokens = flows.new_provider_tokens()
    if flow["code_challenge"]:
        return redirects.with_query(referrer, code=await flows.issue_code(connection, flow, user, tokens))
    await flows.drop(connection, flow)
    body = await sessions.sign_in(connection, auth, request, user, "oauth", flow["provider_type"])
    body |= {"provider_token": tokens[0], "provider_refresh_token": tokens[1], "sb": ""}
    return redirects.with_fragment(referrer, **{key: str(value) for key, value in body.items() if key != "user"})


async def _person_to_user(connection: asyncpg.Connection, auth: Auth, person: dict[str, Any]) -> Row:
    """The user who has this identity, or who has its verified address; made when there is none."""
    provider = auth.config.provider.name
    data = {**person, "iss": identity_provider.issuer(auth.config), "provider_id": person["sub"],
            "email_verified": True, "phone_verified": False}
    user_id = await connection.fetchval(
        "select user_id from auth.identities where provider = $1 and provider_id = $2", provider, person["sub"])
    user = await users.by_id(connection, user_id) if user_id else None
    user = user or await users.by_email(connection, person["email"], auth.config.audience)
    if user is None:
        user = await users.create(connection, email=person["email"], audience=auth.config.audience, hashed=None,
                                  app_metadata={"provider": provider, "providers": [provider]}, user_metadata=data)
    elif user["deleted_at"] is not None:
        raise ApiError(403, "user_not_found", "User was deleted")
    await users.add_identity(connection, user["id"], provider, person["sub"], data)
    metadata = dict(user["raw_app_meta_data"] or {})
    providers = list(metadata.get("providers") or [])
    metadata["providers"] = providers if provider in providers else [*providers, provider]
    return await connection.fetchrow(
        "update auth.users set raw_app_meta_data = $2, raw_user_meta_data = $3,"
        " email_confirmed_at = coalesce(email_confirmed_at, now()), updated_at = now() where id = $1 returning *",
        user["id"], metadata, {**(user["raw_user_meta_data"] or {}), **data})
