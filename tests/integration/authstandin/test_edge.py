"""The gateway around its parts: the key, sizes, TLS, start and restart, a database that goes away."""

from __future__ import annotations

import json

import ssl
import stat
import subprocess
import sys
import time
from typing import Any, Callable

import httpx
import pytest
from cluster import Cluster
from server import KEY, PACKAGE, Gateway


def test_every_call_below_auth_needs_the_key(gateway: Gateway) -> None:
    with gateway.new_client() as client:
        del client.headers["apikey"]
        missing = client.get("/settings")
        assert missing.status_code == 401 and missing.json()["message"] == "No API key found in request"
        assert "hint" in missing.json()
        wrong = client.get("/settings", headers={"apikey": KEY + "x"})
        assert wrong.status_code == 401 and wrong.json()["message"] == "Invalid API key"
        assert client.post("/token?grant_type=password", json={}).status_code == 401
        assert client.get("/settings", params={"apikey": KEY}).status_code == 200
        assert client.get("/.well-known/jwks.json").status_code == 200
        assert client.get("/callback").status_code == 303
        assert client.get(gateway.url + "/healthz").json() == {"status": "ok"}
        assert client.get(gateway.url + "/").json()["paths"] == ["/auth/v1"]


def test_bodies_above_one_mebibyte_are_refused(gateway: Gateway) -> None:
    def pieces() -> Any:
        for _ in range(40):
            yield b" " * 65536

    known = gateway.client.post("/token?grant_type=password", content=b" " * (1024 * 1024 + 1))
    assert known.status_code == 413
    with gateway.new_client() as client:
        assert client.post("/token?grant_type=password", content=pieces()).status_code == 413
    padded = json.dumps({"email": "user@pilothouse.test", "password": "User-Passw0rd-1", "x": "y" * 1_000_000})
    assert gateway.client.post("/token?grant_type=password", content=padded).status_code == 200


def test_wrong_methods_name_the_right_ones(gateway: Gateway) -> None:
    for path, allowed in {"/user": "GET, PUT", "/token": "POST", "/factors/x": "DELETE"}.items():
        answer = gateway.client.patch(path)
        assert (answer.status_code, answer.content, answer.headers["allow"]) == (405, b"", allowed)


def test_tls_is_verified_against_the_folders_authority_only(gateway: Gateway) -> None:
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(gateway.url + "/healthz", verify=ssl.create_default_context())


def test_sessions_and_keys_outlive_a_restart(gateway_with: Callable[..., Gateway]) -> None:
    gateway = gateway_with()
    session, keys = gateway.sign_in("agent"), gateway.client.get("/.well-known/jwks.json").json()
    assert gateway.halt() == 0
    gateway.start()
    assert gateway.client.get("/.well-known/jwks.json").json() == keys
    assert gateway.get("/user", session).status_code == 200
    assert gateway.refresh(session["refresh_token"]).status_code == 200
    for name in ("signing-key.json", "jwt-secret"):
        assert stat.S_IMODE((gateway.folder / name).stat().st_mode) == 0o600


def test_seeding_twice_changes_nothing(gateway_with: Callable[..., Gateway], cluster: Cluster) -> None:
    rows = "select id, encrypted_password, raw_app_meta_data from auth.users order by id"
    gateway = gateway_with()
    before = cluster.psql(rows)
    gateway.halt()
    gateway.start()
    assert cluster.psql(rows) == before


def run(config: dict[str, Any], folder: Any) -> subprocess.CompletedProcess[str]:
    file = folder / "config.json"
    file.write_text(json.dumps(config))
    return subprocess.run([sys.executable, "-m", "gateway", "--config", str(file)], cwd=PACKAGE, capture_output=True,
                          text=True, timeout=30, check=False)


@pytest.mark.parametrize("change, said", [
    ({"prot": 1}, "config.prot: no such setting"), ({"port": "x"}, "config.port: int is expected"),
    ({"signing": {"algorithm": "none"}}, "signing.algorithm: one of ES256, HS256"),
    ({"tls_key": None}, "tls_cert and tls_key belong together"), ({"hook": "public.f(); drop"}, "schema.function"),
    ({"database": {"password_file": "/nonexistent"}}, "/nonexistent: No such file"),
    ({"demo_accounts_file": "nowhere.json"}, "nowhere.json"), ({"publishable_key": ""}, "publishable_key: empty")])
def test_a_bad_configuration_is_named_and_ends_the_start(
        gateway: Gateway, tmp_path: Any, change: dict[str, Any], said: str) -> None:
    config = gateway.config() | {"port": 0}
    for key, value in change.items():
        config[key] = config[key] | value if isinstance(value, dict) and key in config else value
    done = run(config, tmp_path)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr


def test_a_taken_port_and_an_open_secret_are_named(gateway: Gateway, tmp_path: Any) -> None:
    taken = run(gateway.config(), tmp_path)
    assert taken.returncode == 2 and f"cannot listen on 127.0.0.1:{gateway.port}" in taken.stderr
    open_file = tmp_path / "password"
    open_file.write_text(gateway.cluster.passwords["auth_admin"])
    open_file.chmod(0o644)
    config = gateway.config() | {"port": 0}
    config["database"] |= {"password_file": str(open_file)}
    exposed = run(config, tmp_path)
    assert exposed.returncode == 2 and "others may read this secret" in exposed.stderr


def test_no_secret_reaches_log_or_arguments(gateway: Gateway, cluster: Cluster) -> None:
    session = gateway.sign_in("user")
    gateway.refresh(session["refresh_token"])
    log = gateway.log()
    secrets = [*cluster.passwords.values(), session["access_token"], session["refresh_token"], "User-Passw0rd-1",
               (gateway.folder / "jwt-secret").read_text()]
    process = gateway._process
    assert process is not None
    arguments = open(f"/proc/{process.pid}/cmdline", encoding="utf-8").read()
    assert not [s for s in secrets if s in log or s in arguments]


def test_the_database_goes_away_and_comes_back(gateway: Gateway, cluster: Cluster) -> None:
    session = gateway.sign_in("user")
    cluster.down()
    try:
        assert gateway.client.get(gateway.url + "/healthz").status_code == 503
        failed = gateway.get("/user", session)
        assert (failed.status_code, failed.json()["code"]) == (500, "unexpected_failure")
        failed = gateway.refresh(session["refresh_token"])
        assert (failed.status_code, failed.json()["code"]) == (500, "unexpected_failure")
        assert gateway.client.get("/health").status_code == 200
    finally:
        cluster.up()
    deadline = time.monotonic() + 5
    while gateway.client.get(gateway.url + "/healthz").status_code != 200:
        assert time.monotonic() < deadline, "not ready again within 5 s"
    assert gateway.refresh(session["refresh_token"]).status_code == 200
