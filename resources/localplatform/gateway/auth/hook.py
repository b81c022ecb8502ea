"""The token hook: a function of the database that may change or refuse an access token's claims."""

from __future__ import annotations

import logging
import re
from typing import Any

import asyncpg

from ..config import Config, ConfigError
from .errors import ApiError

_log = logging.getLogger("gateway.hook")
_NAME = re.compile(r"^([a-z_][a-z0-9_$]*)\.([a-z_][a-z0-9_$]*)$")
_REQUIRED = ("aud", "exp", "iat", "sub", "email", "phone", "role", "aal", "session_id", "is_anonymous")


def check_name(name: str | None) -> None:
    """The function's name goes into SQL as an identifier: only plain schema.function is taken."""
    if name is not None and not _NAME.match(name):
        raise ConfigError(f"hook: {name!r} is not of the form schema.function")


async def apply(connection: asyncpg.Connection, config: Config, claims: dict[str, Any], method: str) -> dict[str, Any]:
    """The claims after the hook. Raises what the hook's refusal or failure is on the wire."""
    if config.hook is None:
        return claims
    schema, function = config.hook.split(".")
    uri = f"pg-functions://postgres/{schema}/{function}"
    event = {"user_id": claims["sub"], "claims": claims, "authentication_method": method}
    try:
        await connection.execute(f"set local statement_timeout = {int(config.hook_timeout_s * 1000)}")
        answer = await connection.fetchval(f'select "{schema}"."{function}"($1::jsonb)', event)
        await connection.execute("set local statement_timeout = 0")
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        _log.warning("token hook %s failed: %s", config.hook, type(error).__name__)
        raise ApiError(500, "unexpected_failure", f"Error running hook URI: {uri}") from None
    if not isinstance(answer, dict):
        raise ApiError(500, "unexpected_failure", f"Error running hook URI: {uri}")
    _raise_refusal(answer.get("error"))
    changed = answer.get("claims")
    if not isinstance(changed, dict):
        raise _nonconforming(["claims is required"])
    missing = [f"{name} is required" for name in _REQUIRED if name not in changed]
    if missing:
        raise _nonconforming(missing)
    return changed


def _raise_refusal(error: Any) -> None:
    if not isinstance(error, dict):
        return
    status = error.get("http_code")
    if not isinstance(status, int) or not 400 <= status <= 599:
        status = 500
    raise ApiError(status, "unknown", str(error.get("message", "")), announce=False)


def _nonconforming(problems: list[str]) -> ApiError:
    lines = "".join(f"- (root): {problem}\n" for problem in problems)
    return ApiError(500, "unexpected_failure", f"output claims do not conform to the expected schema: \n{lines}",
                    announce=False)
