"""What a client asks before anybody signs in."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from ..context import auth_of

router = APIRouter()

VERSION = "v2.196.0"  # the server whose contract this part speaks
_CACHED = {"Cache-Control": "public, max-age=600"}
_PROVIDERS = ("anonymous_users", "apple", "azure", "bitbucket", "discord", "facebook", "snapchat", "figma", "fly",
              "github", "gitlab", "google", "keycloak", "kakao", "linkedin", "linkedin_oidc", "notion", "spotify",
              "slack", "slack_oidc", "workos", "twitch", "twitter", "email", "phone", "zoom")


@router.get("/health")
async def health() -> Response:
    return JSONResponse({"version": VERSION, "name": "GoTrue",
                         "description": "GoTrue is a user registration and authentication API"})


@router.get("/settings")
async def settings(request: Request) -> Response:
    provider = auth_of(request).config.provider
    external: dict[str, Any] = {name: False for name in _PROVIDERS}
    external["email"] = True
    external[provider.name] = provider.enabled
    return JSONResponse({
        "external": external, "disable_signup": True, "mailer_autoconfirm": False, "phone_autoconfirm": False,
        "sms_provider": "", "saml_enabled": False, "saml_private_key_next_configured": False,
        "passkeys_enabled": False})


@router.get("/.well-known/jwks.json")
async def jwks(request: Request) -> Response:
    return JSONResponse(auth_of(request).keys.jwks(), headers=_CACHED)
