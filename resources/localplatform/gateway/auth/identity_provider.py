"""The built-in identity provider: stands for the company's Keycloak on a machine that has none.

Whoever reaches the gateway may choose a demo account here without a password: it is for loopback and demo accounts only.
"""

from __future__ import annotations

import hashlib
import html
import secrets
import time
from typing import Any

from ..config import Config

CLIENT_ID = "pilothouse"
REALM = "/realms/pilothouse"
AUTHORIZATION_PATH = f"{REALM}/protocol/openid-connect/auth"
_CODE_LIFETIME_S = 60
_MOST_CODES = 1000


def _origin(config: Config) -> str:
    return "/".join(config.external_url.split("/")[:3])


def issuer(config: Config) -> str:
    return _origin(config) + REALM


def authorization_url(config: Config) -> str:
    return _origin(config) + AUTHORIZATION_PATH


class IdentityProvider:
    """People who may sign in, and the codes handed out for them."""

    def __init__(self, accounts: list[dict[str, Any]]) -> None:
        self._people = {account["email"].lower(): self._person(account) for account in accounts}
        self._codes: dict[str, tuple[float, dict[str, Any]]] = {}

    @staticmethod
    def _person(account: dict[str, Any]) -> dict[str, Any]:
        email = account["email"].lower()
        name = account.get("user_metadata", {}).get("name") or email.split("@")[0]
        return {"sub": hashlib.sha256(email.encode()).hexdigest()[:32], "email": email, "name": name, "full_name": name}

    def people(self) -> list[dict[str, Any]]:
        return list(self._people.values())

    def issue(self, email: str) -> str | None:
        """A code for the callback, good for one minute and one use. None for somebody unknown."""
        person = self._people.get(email.lower())
        if person is None:
            return None
        code = secrets.token_urlsafe(24)
        self._codes[code] = (time.monotonic() + _CODE_LIFETIME_S, person)
        while len(self._codes) > _MOST_CODES:
            self._codes.pop(next(iter(self._codes)))
        return code

    def redeem(self, code: str) -> dict[str, Any] | None:
        expires, person = self._codes.pop(code, (0.0, None))
        return person if expires > time.monotonic() else None


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Local platform sign-in</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-items: center;
       background: Canvas; color: CanvasText; color-scheme: light dark; }}
main {{ width: min(26rem, 90vw); }}
button {{ display: block; width: 100%; margin: .4rem 0; padding: .7rem 1rem; font: inherit; text-align: left;
         border: 1px solid GrayText; border-radius: .5rem; background: transparent; color: inherit; cursor: pointer; }}
button:hover, button:focus-visible {{ border-color: Highlight; outline: 2px solid Highlight; }}
button small {{ display: block; opacity: .75; }}
.cancel {{ border-color: transparent; text-align: center; }}
</style></head><body><main><h1>Choose an account</h1>
<p>The local platform's identity provider. These accounts exist on this computer only.</p>
<form method="post" action="{action}"><input type="hidden" name="state" value="{state}">
{buttons}<button class="cancel" name="cancel" value="1">Cancel</button></form></main></body></html>
"""
_BUTTON = '<button name="account" value="{email}"{focus}>{name}<small>{email}</small></button>\n'


def page(people: list[dict[str, Any]], state: str, hint: str) -> str:
    buttons = "".join(_BUTTON.format(
        email=html.escape(person["email"]), name=html.escape(person["name"]),
        focus=" autofocus" if person["email"] == hint.lower() else "") for person in people)
    return _PAGE.format(action=html.escape(AUTHORIZATION_PATH), state=html.escape(state), buttons=buttons)
