"""Users as rows and as the answer's `user`."""

from __future__ import annotations

import uuid
from typing import Any, Mapping

import asyncpg

from .times import now, text

Row = Mapping[str, Any]
NO_INSTANCE = uuid.UUID(int=0)


async def by_email(connection: asyncpg.Connection, email: str, audience: str) -> Row | None:
    return await connection.fetchrow(
        "select * from auth.users where lower(email) = $1 and aud = $2 and not is_sso_user", email.strip().lower(), audience)


async def by_id(connection: asyncpg.Connection, user_id: uuid.UUID | str) -> Row | None:
    return await connection.fetchrow("select * from auth.users where id = $1", user_id)


def is_banned(user: Row) -> bool:
    return user["banned_until"] is not None and user["banned_until"] > now()


async def factors(connection: asyncpg.Connection, user_id: uuid.UUID) -> list[Row]:
    return await connection.fetch("select * from auth.mfa_factors where user_id = $1 order by created_at, id", user_id)


async def has_verified_factor(connection: asyncpg.Connection, user_id: uuid.UUID) -> bool:
    return await connection.fetchval(
        "select exists (select from auth.mfa_factors where user_id = $1 and status = 'verified')", user_id)


def _present(pairs: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in pairs.items() if value is not None}


def factor_json(factor: Row) -> dict[str, Any]:
    return _present({
        "id": str(factor["id"]), "created_at": text(factor["created_at"]), "updated_at": text(factor["updated_at"]),
        "status": factor["status"], "friendly_name": factor["friendly_name"] or None,
        "factor_type": factor["factor_type"], "phone": factor["phone"] or "",
    }) | {"last_challenged_at": text(factor["last_challenged_at"])}


def _identity_json(identity: Row) -> dict[str, Any]:
    return _present({
        "identity_id": str(identity["id"]), "id": identity["provider_id"], "user_id": str(identity["user_id"]),
        "identity_data": identity["identity_data"], "provider": identity["provider"],
        "last_sign_in_at": text(identity["last_sign_in_at"]), "created_at": text(identity["created_at"]),
        "updated_at": text(identity["updated_at"]), "email": identity["email"],
    })


async def to_json(connection: asyncpg.Connection, user: Row) -> dict[str, Any]:
    """The user as the API shows it: optional fields are absent, not null."""
    identities = await connection.fetch(
        "select * from auth.identities where user_id = $1 order by created_at, id", user["id"])
    enrolled = await factors(connection, user["id"])
    return _present({
        "id": str(user["id"]), "aud": user["aud"], "role": user["role"], "email": user["email"] or "",
        "email_confirmed_at": text(user["email_confirmed_at"]), "invited_at": text(user["invited_at"]),
        "phone": user["phone"] or "", "phone_confirmed_at": text(user["phone_confirmed_at"]),
        "confirmation_sent_at": text(user["confirmation_sent_at"]), "confirmed_at": text(user["confirmed_at"]),
        "recovery_sent_at": text(user["recovery_sent_at"]), "new_email": user["email_change"] or None,
        "email_change_sent_at": text(user["email_change_sent_at"]),
        "reauthentication_sent_at": text(user["reauthentication_sent_at"]),
        "last_sign_in_at": text(user["last_sign_in_at"]),
        "app_metadata": user["raw_app_meta_data"] or {}, "user_metadata": user["raw_user_meta_data"] or {},
        "factors": [factor_json(f) for f in enrolled] or None,
        "identities": [_identity_json(i) for i in identities],
        "created_at": text(user["created_at"]), "updated_at": text(user["updated_at"]),
        "banned_until": text(user["banned_until"]) if is_banned(user) else None,
        "deleted_at": text(user["deleted_at"]), "is_anonymous": user["is_anonymous"],
    })


async def create(connection: asyncpg.Connection, *, email: str, audience: str, hashed: str | None,
                 app_metadata: dict[str, Any], user_metadata: dict[str, Any], confirmed: bool = True,
                 user_id: uuid.UUID | None = None) -> Row:
    return await connection.fetchrow(
        "insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,"
        " raw_app_meta_data, raw_user_meta_data, created_at, updated_at, confirmation_token, recovery_token,"
        " email_change_token_new, email_change)"
        " values ($1, $2, $3, 'authenticated', $4, $5, case when $6 then now() end, $7, $8, now(), now(), '', '', '', '')"
        " returning *", NO_INSTANCE, user_id or uuid.uuid4(), audience, email.strip().lower(), hashed, confirmed,
        app_metadata, user_metadata)


async def add_identity(connection: asyncpg.Connection, user_id: uuid.UUID, provider: str, provider_id: str,
                       data: dict[str, Any]) -> None:
    """Adds the identity, or brings its data and time of sign-in up to date."""
    await connection.execute(
        "insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at,"
        " updated_at, id) values ($1, $2, $3, $4, now(), now(), now(), $5)"
        " on conflict (provider_id, provider) do update set identity_data = excluded.identity_data,"
        " last_sign_in_at = now(), updated_at = now()", provider_id, user_id, data, provider, uuid.uuid4())
