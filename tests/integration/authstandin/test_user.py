"""The user's own changes: metadata, password, re-authentication; both error shapes; audit rows."""

from __future__ import annotations

import stat
from typing import Any, Callable

import jwt
import pytest
from cluster import Cluster
from server import ACCOUNTS, Gateway

OLD, NEW = "Changes-Passw0rd-1", "Changes-Passw0rd-2"
NAMES = [f"changes{number}" for number in range(16)]


@pytest.fixture(scope="module")
def server(gateway_with: Callable[..., Gateway]) -> Gateway:
    fresh = [{"email": f"{name}@pilothouse.test", "password": OLD} for name in NAMES]
    return gateway_with(accounts=[*ACCOUNTS, *fresh], mail={"interval_s": 3600})


@pytest.fixture
def name() -> str:
    """An account that no other test has touched."""
    return NAMES.pop()


def age_sessions(cluster: Cluster) -> None:
    cluster.psql("update auth.sessions set created_at = created_at - interval '25 hours'")


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_user_metadata_merges_and_null_removes(server: Gateway, name: str) -> None:
    session = server.sign_in(name, OLD)
    server.put("/user", {"data": {"theme": "dark", "name": "C"}}, session)
    after = server.put("/user", {"data": {"theme": None, "size": [1, {"x": "ü"}]}}, session).json()["user_metadata"]
    assert after == {"email_verified": True, "name": "C", "size": [1, {"x": "ü"}]}
    assert server.get("/user", session).json()["user_metadata"] == after


def test_a_new_password_takes_the_place_of_the_old_and_ends_other_sessions(server: Gateway, name: str) -> None:
    own, other = server.sign_in(name, OLD), server.sign_in(name, OLD)
    assert server.put("/user", {"password": NEW}, own).status_code == 200
    assert server.get("/user", own).status_code == 200
    assert code(server.get("/user", other)) == (403, "session_not_found")
    refused = server.post("/token?grant_type=password", {"email": f"{name}@pilothouse.test", "password": OLD})
    assert code(refused) == (400, "invalid_credentials")
    server.sign_in(name, NEW)


def test_reasons_of_a_weak_password(server: Gateway, name: str) -> None:
    session = server.sign_in(name, OLD)
    reasons = {password: server.put("/user", {"password": password}, session).json()["weak_password"]["reasons"]
               for password in ("Ab1", "abcdefghijkl", "")}
    assert reasons == {"Ab1": ["length"], "abcdefghijkl": ["characters"], "": ["length", "characters"]}
    assert code(server.put("/user", {"password": "Aa1" * 30}, session)) == (400, "validation_failed")


def test_an_old_session_needs_the_mailed_code(server: Gateway, name: str, cluster: Cluster) -> None:
    session = server.sign_in(name, OLD)
    age_sessions(cluster)
    assert code(server.put("/user", {"password": NEW}, session)) == (400, "reauthentication_needed")
    assert code(server.put("/user", {"password": NEW, "nonce": "123456"}, session)) == (422, "reauthentication_not_valid")
    asked = server.get("/reauthenticate", session)
    assert (asked.status_code, asked.json()) == (200, {})
    again = server.get("/reauthenticate", session)
    assert code(again) == (429, "over_email_send_rate_limit") and "retry-after" not in again.headers
    mail = server.mails()[-1]
    assert mail["to"] == f"{name}@pilothouse.test" and mail["type"] == "reauthentication" and len(mail["token"]) == 6
    wrong = f"{(int(mail['token']) + 1) % 1_000_000:06d}"
    assert code(server.put("/user", {"password": NEW, "nonce": wrong}, session)) == (422, "reauthentication_not_valid")
    assert code(server.put("/user", {"password": OLD, "nonce": mail["token"]}, session)) == (422, "same_password")
    changed = server.put("/user", {"password": NEW, "nonce": mail["token"]}, session)
    assert changed.status_code == 200 and "reauthentication_sent_at" in changed.json()
    used = server.put("/user", {"password": OLD, "nonce": mail["token"]}, session)
    assert code(used) == (422, "reauthentication_not_valid")
    server.sign_in(name, NEW)


def test_the_mailed_code_expires_and_is_private(server: Gateway, name: str, cluster: Cluster) -> None:
    session = server.sign_in(name, OLD)
    age_sessions(cluster)
    server.get("/reauthenticate", session)
    folder = server.folder / "mail"
    file = sorted(folder.iterdir())[-1]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(folder.stat().st_mode) == 0o700
    nonce = server.mails()[-1]["token"]
    assert nonce not in cluster.psql("select reauthentication_token from auth.users")
    cluster.psql("update auth.users set reauthentication_sent_at = reauthentication_sent_at - interval '2 h'")
    assert code(server.put("/user", {"password": NEW, "nonce": nonce}, session)) == (422, "reauthentication_not_valid")


def test_both_error_shapes(server: Gateway, name: str) -> None:
    wrong = {"email": f"{name}@pilothouse.test", "password": "nope"}
    new = server.post("/token?grant_type=password", wrong)
    old = server.client.post("/token?grant_type=password", json=wrong)
    message = "Invalid login credentials"
    assert new.json() == {"code": "invalid_credentials", "message": message}
    assert old.json() == {"code": 400, "error_code": "invalid_credentials", "msg": message}
    assert new.headers["x-sb-error-code"] == old.headers["x-sb-error-code"] == "invalid_credentials"
    assert new.headers["x-supabase-api-version"] == "2024-01-01" and "x-supabase-api-version" not in old.headers


def test_the_address_cannot_be_changed_here(server: Gateway, name: str) -> None:
    session = server.sign_in(name, OLD)
    assert code(server.put("/user", {"email": "other@pilothouse.test"}, session)) == (400, "validation_failed")
    assert server.put("/user", {"email": f"{name}@pilothouse.test"}, session).status_code == 200


def test_soft_deleted_and_deleted_users(server: Gateway, name: str, cluster: Cluster) -> None:
    session = server.sign_in(name, OLD)
    cluster.psql(f"update auth.users set deleted_at = now() where email = '{name}@pilothouse.test'")
    refused = server.post("/token?grant_type=password", {"email": f"{name}@pilothouse.test", "password": OLD})
    assert code(refused) == (400, "invalid_credentials")
    cluster.psql(f"delete from auth.users where email = '{name}@pilothouse.test'")
    assert code(server.get("/user", session)) == (403, "user_not_found")
    assert code(server.refresh(session["refresh_token"])) == (400, "refresh_token_not_found")


def test_a_role_change_reaches_the_token_at_the_next_refresh(server: Gateway, name: str, cluster: Cluster) -> None:
    session = server.sign_in(name, OLD)
    role = lambda s: jwt.decode(s["access_token"], options={"verify_signature": False})["user_role"]  # noqa: E731
    assert role(session) == "user"
    cluster.psql("update auth.users set raw_app_meta_data = raw_app_meta_data || '{\"role\": \"admin\"}'"
                 f" where email = '{name}@pilothouse.test'")
    assert role(server.refresh(session["refresh_token"]).json()) == "admin"


def test_audit_rows(server: Gateway, name: str, cluster: Cluster) -> None:
    session = server.sign_in(name, OLD)
    server.refresh(session["refresh_token"])
    server.put("/user", {"password": NEW}, session)
    server.post("/logout", None, session)
    rows = cluster.psql("select payload->>'action', payload->>'log_type', payload->'traits'->>'provider' from"
                        f" auth.audit_log_entries where payload->>'actor_username' = '{name}@pilothouse.test' and"
                        f" payload->>'actor_id' = '{session['user']['id']}' order by created_at, payload->>'action'")
    assert [row.split("|") for row in rows.splitlines()] == [
        ["login", "account", "email"], ["token_refreshed", "token", ""], ["token_revoked", "token", ""],
        ["user_modified", "user", ""], ["user_updated_password", "user", ""], ["logout", "account", ""]]
