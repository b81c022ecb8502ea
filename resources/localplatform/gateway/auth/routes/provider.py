"""The pages of the built-in identity provider (at the gateway's root, as a Keycloak realm has them)."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from .. import identity_provider
from ..context import auth_of

router = APIRouter()
_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
            "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}


@router.get(identity_provider.AUTHORIZATION_PATH)
async def choose(request: Request) -> Response:
    """The demo accounts as buttons. The answer goes to our own callback only, whatever redirect_uri says."""
    query = request.query_params
    if query.get("client_id") != identity_provider.CLIENT_ID or not query.get("state"):
        return PlainTextResponse("unknown client or no state\n", status_code=400)
    people = request.app.state.provider.people()
    return HTMLResponse(identity_provider.page(people, query["state"], query.get("login_hint", "")), headers=_HEADERS)


@router.post(identity_provider.AUTHORIZATION_PATH)
async def chosen(request: Request) -> Response:
    form = {key: values[0] for key, values in parse_qs((await request.body()).decode("utf-8", "replace")).items()}
    answer = {"state": form.get("state", "")}
    if "cancel" in form:
        answer |= {"error": "access_denied", "error_description": "The user cancelled"}
    else:
        code = request.app.state.provider.issue(form.get("account", ""))
        if code is None:
            return PlainTextResponse("no such account\n", status_code=400)
        answer["code"] = code
    where = f"{auth_of(request).config.external_url}/callback?{urlencode(sorted(answer.items()))}"
    return RedirectResponse(where, status_code=302, headers={"Cache-Control": "no-store"})
