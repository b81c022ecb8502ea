"""Password rules and bcrypt, off the event loop."""

from __future__ import annotations

import asyncio
import functools
import secrets

import bcrypt

from ..config import Passwords
from .errors import ApiError, validation_failed

_LONGEST = 72  # bytes that bcrypt looks at


def check_strength(rules: Passwords, password: str) -> None:
    """Raises 422 weak_password with every reason, or 400 for one that bcrypt would cut."""
    if len(password.encode()) > _LONGEST:
        raise validation_failed(f"Password cannot be longer than {_LONGEST} characters")
    reasons, messages = [], []
    if len(password) < rules.min_length:
        reasons.append("length")
        messages.append(f"Password should be at least {rules.min_length} characters.")
    if not all(any(c in group for c in password) for group in rules.required_characters):
        reasons.append("characters")
        groups = ", ".join(rules.required_characters)
        messages.append(f"Password should contain at least one character of each: {groups}.")
    if reasons:
        raise ApiError(422, "weak_password", " ".join(messages), extra={"weak_password": {"reasons": reasons}})


async def hash_password(rules: Passwords, password: str) -> str:
    salt = bcrypt.gensalt(rules.bcrypt_cost)
    return (await asyncio.to_thread(bcrypt.hashpw, password.encode(), salt)).decode()


async def matches(password: str, hashed: str | None) -> bool:
    encoded = password.encode()
    if not hashed or len(encoded) > _LONGEST or b"\0" in encoded:
        return False
    try:
        return await asyncio.to_thread(bcrypt.checkpw, encoded, hashed.encode())
    except ValueError:  # not a bcrypt hash
        return False


@functools.cache
def nobody(rules: Passwords) -> str:
    """The hash of a password that nobody has."""
    return bcrypt.hashpw(secrets.token_bytes(16).hex().encode(), bcrypt.gensalt(rules.bcrypt_cost)).decode()
