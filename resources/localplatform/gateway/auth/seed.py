"""Demo accounts: made when missing, left alone when they are there."""

from __future__ import annotations

import json
import logging
import uuid
from typing import Any

import asyncpg

from ..config import ConfigError
from . import passwords, users
from .context import Auth

_log = logging.getLogger("gateway.seed")
_FIELDS = {"id", "email", "password", "app_metadata", "user_metadata", "confirmed", "banned_until"}


def read_accounts(auth: Auth) -> list[dict[str, Any]]:
    """The accounts of the configured file. Raises ConfigError with the place of what is wrong."""
    name = auth.config.demo_accounts_file
    if not name:
        return []
    file = auth.config.path(name)
    try:
        accounts = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: {error}") from None
    if not isinstance(accounts, list):
        raise ConfigError(f"{file}: an array of accounts is expected")
    for number, account in enumerate(accounts):
        if not isinstance(account, dict) or not account.get("email") or not account.get("password"):
            raise ConfigError(f"{file}: account {number} needs an email and a password")
        unknown = set(account) - _FIELDS
        if unknown:
            raise ConfigError(f"{file}: account {number}: no such field: {', '.join(sorted(unknown))}")
    return accounts


async def seed_accounts(auth: Auth) -> None:
    for account in read_accounts(auth):
        try:
            async with auth.transaction() as connection:
                await _seed(auth, connection, account)
        except (asyncpg.PostgresError, ValueError) as error:
            raise ConfigError(f"demo account {account['email']}: {error}") from None


async def _seed(auth: Auth, connection: asyncpg.Connection, account: dict[str, Any]) -> None:
    if await users.by_email(connection, account["email"], auth.config.audience) is not None:
        return
    hashed = await passwords.hash_password(auth.config.passwords, account["password"])
    user = await users.create(
        connection, email=account["email"], audience=auth.config.audience, hashed=hashed,
        app_metadata={"provider": "email", "providers": ["email"], **account.get("app_metadata", {})},
        user_metadata={"email_verified": True, **account.get("user_metadata", {})},
        confirmed=account.get("confirmed", True),
        user_id=uuid.UUID(account["id"]) if "id" in account else None)
    await users.add_identity(connection, user["id"], "email", str(user["id"]), {
        "sub": str(user["id"]), "email": user["email"], "email_verified": False, "phone_verified": False})
    if account.get("banned_until"):
        await connection.execute("update auth.users set banned_until = $2::text::timestamptz where id = $1",
                                 user["id"], account["banned_until"])
    _log.info("demo account %s added", user["email"])
