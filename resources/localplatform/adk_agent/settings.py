# SPDX-License-Identifier: GPL-3.0-or-later
"""Where this platform's servers are. Addresses come from the environment, the password from a file of mode 0600."""
from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True)
class Settings:
    broker_url: str
    result_url: str
    cache_url: str
    limits_url: str


def _password() -> str | None:
    path = os.environ.get("ADK_REDIS_PASSWORD_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else None


def _with_login(address: str, user: str, password: str | None) -> str:
    """Puts the login into redis://host:port/db. An address that already has one is left alone."""
    scheme, _, rest = address.partition("://")
    if password is None or "@" in rest:
        return address
    return f"{scheme}://{quote(user, safe='')}:{quote(password, safe='')}@{rest}"


def load() -> Settings:
    base = os.environ.get("ADK_REDIS_ADDRESS", "redis://127.0.0.1:6379").rstrip("/")
    user = os.environ.get("ADK_REDIS_USER", "default")
    password = _password()

    def url(variable: str, db: int) -> str:
        return _with_login(os.environ.get(variable) or f"{base}/{db}", user, password)

    broker = url("ADK_BROKER_URL", 0)
    return Settings(
        broker_url=broker,
        result_url=url("ADK_RESULT_URL", 0),
        cache_url=url("ADK_CACHE_URL", 0),
        limits_url=url("ADK_LIMITS_URL", 1),
    )
