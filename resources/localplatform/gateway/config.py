"""Configuration: one JSON file, checked at start. Secrets are named by file, never written into it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


class ConfigError(Exception):
    """What is wrong with the configuration, in words for the log."""


@dataclass(frozen=True)
class Database:
    host: str = "127.0.0.1"  # an address, or the directory of a unix socket
    port: int = 5432
    name: str = "postgres"
    user: str = "supabase_auth_admin"
    password_file: str | None = None
    ca_file: str | None = None  # set: TLS with full verification
    pool_size: int = 12


@dataclass(frozen=True)
class Signing:
    algorithm: str = "ES256"  # or HS256
    key_file: str = "signing-key.json"  # private JWK, made when missing (0600)
    verify_keys_file: str | None = None  # JSON array of public JWKs of earlier keys
    secret_file: str = "jwt-secret"  # the shared HS256 secret, made when missing (0600)


@dataclass(frozen=True)
class Refresh:
    kind: str = "letters"  # or v2
    reuse_interval_s: float = 10
    rotation: bool = True


@dataclass(frozen=True)
class Sessions:
    timebox_s: float = 0  # 0: none
    inactivity_s: float = 0
    allow_low_aal_s: float = 0
    single_per_user: bool = False


@dataclass(frozen=True)
class Passwords:
    min_length: int = 10
    required_characters: tuple[str, ...] = (
        "abcdefghijklmnopqrstuvwxyz",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "0123456789",
    )
    bcrypt_cost: int = 10
    require_reauthentication: bool = True
    reauthentication_after_s: float = 86400


@dataclass(frozen=True)
class Mfa:
    enroll: bool = True
    verify: bool = True
    max_factors: int = 10
    challenge_expiry_s: int = 300


@dataclass(frozen=True)
class RateLimit:
    enabled: bool = True
    burst: int = 30
    per_five_minutes: int = 150
    header: str | None = None  # holds the client's address; None: the connection's


@dataclass(frozen=True)
class Mail:
    interval_s: float = 1
    code_expiry_s: int = 3600


@dataclass(frozen=True)
class Provider:
    enabled: bool = True
    name: str = "keycloak"


@dataclass(frozen=True)
class Config:
    publishable_key: str
    external_url: str  # of the auth part, e.g. https://127.0.0.1:54321/auth/v1
    issuer: str
    data_dir: str
    host: str = "127.0.0.1"
    port: int = 0
    tls_cert: str | None = None
    tls_key: str | None = None
    site_url: str = "http://127.0.0.1:3000"
    uri_allow_list: tuple[str, ...] = ()
    jwt_exp_s: int = 3600
    audience: str = "authenticated"
    hook: str | None = "public.custom_access_token"
    hook_timeout_s: float = 2
    demo_accounts_file: str | None = None
    port_file: str | None = None  # the port that was bound is written here
    trust_forwarded_for: bool = True
    database: Database = field(default_factory=Database)
    signing: Signing = field(default_factory=Signing)
    refresh: Refresh = field(default_factory=Refresh)
    sessions: Sessions = field(default_factory=Sessions)
    passwords: Passwords = field(default_factory=Passwords)
    mfa: Mfa = field(default_factory=Mfa)
    rate_limit: RateLimit = field(default_factory=RateLimit)
    mail: Mail = field(default_factory=Mail)
    provider: Provider = field(default_factory=Provider)

    @property
    def mail_dir(self) -> Path:
        return Path(self.data_dir) / "mail"

    def path(self, name: str) -> Path:
        """A file of the configuration: relative names lie in the data folder."""
        return Path(self.data_dir) / name


_SECTIONS: dict[str, type] = {
    "database": Database, "signing": Signing, "refresh": Refresh, "sessions": Sessions, "passwords": Passwords,
    "mfa": Mfa, "rate_limit": RateLimit, "mail": Mail, "provider": Provider,
}
_CHOICES = {("signing", "algorithm"): ("ES256", "HS256"), ("refresh", "kind"): ("letters", "v2")}


def _build(kind: type, raw: Any, where: str) -> Any:
    if not isinstance(raw, dict):
        raise ConfigError(f"{where}: an object is expected")
    known = {f.name: f for f in fields(kind)}
    values: dict[str, Any] = {}
    for key, value in raw.items():
        if key not in known:
            raise ConfigError(f"{where}.{key}: no such setting; known are {', '.join(sorted(known))}")
        if key in _SECTIONS and kind is Config:
            value = _build(_SECTIONS[key], value, key)
        elif isinstance(value, list):
            value = tuple(value)
        else:
            _check_scalar(str(known[key].type), value, f"{where}.{key}")
        values[key] = value
    try:
        return kind(**values)
    except TypeError as error:
        raise ConfigError(f"{where}: {error}") from None


def _check_scalar(declared: str, value: Any, where: str) -> None:
    if value is None and "None" in declared:
        return
    if declared == "bool":
        good = isinstance(value, bool)
    elif declared in ("int", "float"):
        good = isinstance(value, int if declared == "int" else (int, float)) and not isinstance(value, bool)
    elif declared.startswith("str"):
        good = isinstance(value, str)
    else:
        good = False
    if not good:
        raise ConfigError(f"{where}: {declared} is expected")


def load(file: str) -> Config:
    """Reads and checks the configuration. Raises ConfigError with the setting's name."""
    try:
        raw = json.loads(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from None
    except ValueError as error:
        raise ConfigError(f"{file}: not JSON: {error}") from None
    config: Config = _build(Config, raw, "config")
    for (section, key), allowed in _CHOICES.items():
        if getattr(getattr(config, section), key) not in allowed:
            raise ConfigError(f"{section}.{key}: one of {', '.join(allowed)} is expected")
    if bool(config.tls_cert) != bool(config.tls_key):
        raise ConfigError("tls_cert and tls_key belong together")
    if not config.publishable_key:
        raise ConfigError("publishable_key: empty")
    return config


def read_secret(file: str | Path) -> str:
    """A secret file's text without its line end. Refuses a file that others may read."""
    try:
        with open(file, encoding="utf-8") as stream:
            if os.fstat(stream.fileno()).st_mode & 0o077:
                raise ConfigError(f"{file}: others may read this secret; set its mode to 0600")
            return stream.read().strip()
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from None
