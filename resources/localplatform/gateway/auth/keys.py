"""Signing keys and access tokens: ES256 with a published key, or HS256 with the shared secret."""

from __future__ import annotations

import base64
import json
import os
import secrets
import uuid
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from ..config import Config, ConfigError, read_secret
from .errors import ApiError

_PREFIX = "invalid JWT: unable to parse or verify signature, "


def _b64(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def write_private(file: Path, text: str) -> None:
    """Writes a new file that only its owner may read; it appears whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}.tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, file)


def new_jwk() -> dict[str, Any]:
    key = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    return {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": str(uuid.uuid4()),
            "key_ops": ["sign", "verify"], "x": _b64(key.public_numbers.x), "y": _b64(key.public_numbers.y),
            "d": _b64(key.private_value)}


def public_part(jwk: dict[str, Any]) -> dict[str, Any]:
    return {"alg": "ES256", "crv": "P-256", "key_ops": ["verify"], "kid": jwk["kid"], "kty": "EC", "use": "sig",
            "x": jwk["x"], "y": jwk["y"]}


def _load_jwk(file: Path) -> dict[str, Any]:
    if not file.exists():
        write_private(file, json.dumps(new_jwk(), indent=1))
    try:
        return json.loads(read_secret(file))
    except ValueError:
        raise ConfigError(f"{file}: not a JWK") from None


class Keys:
    """Signs access tokens and verifies those that come back."""

    def __init__(self, config: Config) -> None:
        self._algorithm = config.signing.algorithm
        secret_file = config.path(config.signing.secret_file)
        if not secret_file.exists():
            write_private(secret_file, secrets.token_urlsafe(48))
        self._secret = read_secret(secret_file)
        self._published: list[dict[str, Any]] = []
        if self._algorithm == "ES256":
            private = _load_jwk(config.path(config.signing.key_file))
            self._kid = private.get("kid", "")
            self._signer = self._parse(private)
            self._published.append(public_part(private))
            self._published += self._earlier(config)
        self._verifiers = {jwk["kid"]: self._parse(jwk) for jwk in self._published}

    @staticmethod
    def _parse(jwk: dict[str, Any]) -> Any:
        try:
            return jwt.PyJWK(jwk, algorithm="ES256").key
        except (jwt.PyJWTError, KeyError) as error:
            raise ConfigError(f"signing key: {error}") from None

    @staticmethod
    def _earlier(config: Config) -> list[dict[str, Any]]:
        if not config.signing.verify_keys_file:
            return []
        file = config.path(config.signing.verify_keys_file)
        try:
            return [public_part(jwk) for jwk in json.loads(file.read_text(encoding="utf-8"))]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigError(f"{file}: {error}") from None

    def jwks(self) -> dict[str, Any]:
        return {"keys": self._published}

    def sign(self, claims: dict[str, Any]) -> str:
        if self._algorithm == "HS256":
            return jwt.encode(claims, self._secret, algorithm="HS256")
        return jwt.encode(claims, self._signer, algorithm="ES256", headers={"kid": self._kid})

    def verify(self, token: str) -> dict[str, Any]:
        """The claims of a token of ours. As the real server: `exp` and `nbf` count without leeway; iss, aud, iat do not."""
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError:
            problem = "token contains an invalid number of segments" if token.count(".") != 2 else "could not decode header"
            raise ApiError(403, "bad_jwt", f"{_PREFIX}token is malformed: {problem}") from None
        key, algorithm = self._verifier(header)
        try:
            return jwt.decode(token, key, algorithms=[algorithm], options={
                "verify_aud": False, "verify_iss": False, "verify_iat": False, "verify_sub": False, "verify_jti": False})
        except jwt.ExpiredSignatureError:
            problem = "token has invalid claims: token is expired"
        except jwt.ImmatureSignatureError:
            problem = "token has invalid claims: token is not valid yet"
        except jwt.InvalidSignatureError:
            problem = "token signature is invalid: verification error"
        except jwt.PyJWTError as error:
            problem = f"token is malformed: {error}"
        raise ApiError(403, "bad_jwt", _PREFIX + problem)

    def _verifier(self, header: dict[str, Any]) -> tuple[Any, str]:
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm == "HS256" and not kid:
            return self._secret, "HS256"
        if algorithm == "ES256" and kid in self._verifiers:
            return self._verifiers[kid], "ES256"
        if algorithm not in ("ES256", "HS256"):
            raise ApiError(403, "bad_jwt", f"{_PREFIX}token signature is invalid: signing method {algorithm} is invalid")
        raise ApiError(403, "bad_jwt", f"{_PREFIX}token is unverifiable: error while executing keyfunc: "
                                       f"unrecognized JWT kid {kid} for algorithm {algorithm}")
