"""Password sign-in, the access token, signing out."""

from __future__ import annotations

import uuid

import jwt
import pytest
from server import Gateway

CLAIMS = {"sub", "aud", "exp", "iat", "iss", "email", "phone", "role", "aal", "amr", "session_id", "is_anonymous",
          "app_metadata", "user_metadata", "tenants", "user_role"}


def decode(gateway: Gateway, token: str) -> dict:
    published = gateway.client.get("/.well-known/jwks.json").json()["keys"]
    header = jwt.get_unverified_header(token)
    key = next(k for k in published if k["kid"] == header["kid"])
    assert header == {"alg": "ES256", "kid": key["kid"], "typ": "JWT"}
    return jwt.decode(token, jwt.PyJWK(key).key, algorithms=["ES256"], audience="authenticated",
                      issuer=gateway.url + "/auth/v1")


def test_access_token_verifies_against_the_published_key_and_has_the_claims(gateway: Gateway) -> None:
    session = gateway.sign_in("admin")
    claims = decode(gateway, session["access_token"])
    assert set(claims) == CLAIMS
    assert claims["aal"] == "aal1" and claims["role"] == "authenticated" and claims["is_anonymous"] is False
    assert [entry["method"] for entry in claims["amr"]] == ["password"]
    assert claims["user_role"] == "admin" and [t["slug"] for t in claims["tenants"]] == ["acme"]
    assert claims["exp"] - claims["iat"] == session["expires_in"] == 3600 and claims["exp"] == session["expires_at"]
    assert uuid.UUID(claims["session_id"]) and claims["sub"] == session["user"]["id"]


def test_user_metadata_does_not_make_an_admin(gateway: Gateway) -> None:
    session = gateway.sign_in("user")
    assert gateway.put("/user", {"data": {"role": "admin"}}, session).status_code == 200
    claims = decode(gateway, gateway.refresh(session["refresh_token"]).json()["access_token"])
    assert claims["user_metadata"]["role"] == "admin" and claims["user_role"] == "user"
    gateway.put("/user", {"data": {"role": None}}, session)


@pytest.mark.parametrize("scope, ended", [("local", {0}), ("others", {1, 2}), ("global", {0, 1, 2}), ("", {0, 1, 2})])
def test_logout_ends_what_its_scope_says(gateway: Gateway, scope: str, ended: set[int]) -> None:
    open_sessions = [gateway.sign_in("oncall") for _ in range(3)]
    path = f"/logout?scope={scope}" if scope else "/logout"
    answer = gateway.post(path, None, open_sessions[0])
    assert (answer.status_code, answer.content) == (204, b"")
    for number, session in enumerate(open_sessions):
        seen, refreshed = gateway.get("/user", session), gateway.refresh(session["refresh_token"])
        if number in ended:
            assert (seen.status_code, seen.json()["code"]) == (403, "session_not_found")
            assert (refreshed.status_code, refreshed.json()["code"]) == (400, "refresh_token_not_found")
        else:
            assert seen.status_code == 200 and refreshed.status_code == 200


def test_address_is_matched_whatever_its_case(gateway: Gateway) -> None:
    answer = gateway.post("/token?grant_type=password", {"email": " User@Pilothouse.TEST", "password": "User-Passw0rd-1"})
    assert answer.status_code == 200


@pytest.mark.parametrize("body", [b"[1]", b'"x"', b'{"email": 5}', b'{"email": "a\\u0000b"}', b'{"email":"\\ud800"}',
                                  b"[" * 100_000, b"\xff\xfe"])
def test_a_body_that_is_no_fitting_object_is_bad_json(gateway: Gateway, body: bytes) -> None:
    answer = gateway.client.post("/token?grant_type=password", content=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "bad_json")


def test_passwords_that_bcrypt_cannot_take_are_simply_wrong(gateway: Gateway) -> None:
    for password in ("x" * 5000, ""):
        answer = gateway.post("/token?grant_type=password", {"email": "user@pilothouse.test", "password": password})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_credentials")
