"""A gateway process under test, and the client that talks to it."""

from __future__ import annotations

import json
import os
import selectors
import shutil
import ssl
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx

import certificates
from cluster import Cluster, free_port

PACKAGE = Path(__file__).resolve().parents[3] / "resources/localplatform"
KEY = "sb_publishable_contract_tests"
VERSION = {"X-Supabase-Api-Version": "2024-01-01"}
SITE = "http://127.0.0.1:3000"

ACCOUNTS: list[dict[str, Any]] = [
    {"email": f"{name}@pilothouse.test", "password": f"{name.capitalize()}-Passw0rd-1",
     "app_metadata": {"role": role, "tenants": tenants}, "user_metadata": {"name": name.capitalize()}}
    for name, role, tenants in (
        ("admin", "admin", [{"id": "11111111-1111-4111-8111-111111111111", "role": "owner", "slug": "acme"}]),
        ("oncall", "admin", []), ("user", "user", []), ("agent", "agent", []), ("banned", "user", []),
        ("unconfirmed", "user", []))]
ACCOUNTS[4]["banned_until"] = "2999-01-01T00:00:00Z"
ACCOUNTS[5] |= {"confirmed": False, "password": "Unconf-Passw0rd-1"}
PASSWORD = {account["email"]: account["password"] for account in ACCOUNTS}


class Gateway:
    """Started with settings that overlay the tests' own; `stop` ends it and removes its folder."""

    def __init__(self, cluster: Cluster, **settings: Any) -> None:
        self.cluster = cluster
        self.folder = Path(tempfile.mkdtemp(prefix="ph-gw-", dir="/tmp"))
        certificates.make(self.folder)
        self.port = free_port()
        self.url = f"https://127.0.0.1:{self.port}"
        self._write("db-password", cluster.passwords["auth_admin"])
        self._write("accounts.json", json.dumps(settings.pop("accounts", ACCOUNTS)))
        self.settings = settings
        self._process: subprocess.Popen[str] | None = None
        self.client = self.new_client()

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")
        (self.folder / name).chmod(0o600)

    def new_client(self) -> httpx.Client:
        trust = ssl.create_default_context(cafile=str(self.folder / "ca.pem"))
        return httpx.Client(base_url=self.url + "/auth/v1", headers={"apikey": KEY}, verify=trust, timeout=20)

    def config(self) -> dict[str, Any]:
        base: dict[str, Any] = {
            "host": "127.0.0.1", "port": self.port, "tls_cert": str(self.folder / "server.pem"),
            "tls_key": str(self.folder / "server.key"), "publishable_key": KEY, "data_dir": str(self.folder),
            "external_url": self.url + "/auth/v1", "issuer": self.url + "/auth/v1", "site_url": SITE,
            "uri_allow_list": ["pilothouse://auth/**", "http://localhost:*/callback"],
            "demo_accounts_file": "accounts.json",
            "database": {"host": "127.0.0.1", "port": self.cluster.port,
                         "password_file": str(self.folder / "db-password")},
            "passwords": {"bcrypt_cost": 4}, "rate_limit": {"enabled": False}, "mail": {"interval_s": 0}}
        for key, value in self.settings.items():
            base[key] = {**base[key], **value} if isinstance(value, dict) and key in base else value
        return base

    def start(self) -> Gateway:
        self._write("config.json", json.dumps(self.config()))
        log = open(self.folder / "log", "a", encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gateway", "--config", str(self.folder / "config.json")], cwd=PACKAGE,
            stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        log.close()
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            ready = self._process.stdout.readline() if selector.select(timeout=20) else ""
        assert ready.startswith("ready "), (self.folder / "log").read_text()
        return self

    def ask_to_end(self) -> None:
        self.client.close()
        if self._process is not None:
            self._process.terminate()

    def halt(self) -> int:
        """Ends the process only; its folder stays for another start."""
        self.ask_to_end()
        process, self._process = self._process, None
        if process is None:
            return 0
        self.client = self.new_client()
        try:
            code = process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        assert process.stdout is not None
        process.stdout.close()
        return code

    def stop(self) -> None:
        self.halt()
        self.client.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    # What tests do again and again

    def sign_in(self, name: str, password: str | None = None) -> dict[str, Any]:
        email = f"{name}@pilothouse.test"
        answer = self.post("/token?grant_type=password", {"email": email, "password": password or PASSWORD[email]})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refresh(self, token: str) -> httpx.Response:
        return self.post("/token?grant_type=refresh_token", {"refresh_token": token})

    def post(self, path: str, body: Any = None, session: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        return self.client.post(path, json=body, headers={**VERSION, **bearer(session), **headers})

    def get(self, path: str, session: dict[str, Any] | None = None) -> httpx.Response:
        return self.client.get(path, headers={**VERSION, **bearer(session)})

    def put(self, path: str, body: Any, session: dict[str, Any] | None = None) -> httpx.Response:
        return self.client.put(path, json=body, headers={**VERSION, **bearer(session)})

    def delete(self, path: str, session: dict[str, Any] | None = None) -> httpx.Response:
        return self.client.delete(path, headers={**VERSION, **bearer(session)})

    def mails(self) -> list[dict[str, Any]]:
        return [json.loads(file.read_text()) for file in sorted((self.folder / "mail").glob("*.json"))]


def bearer(session: dict[str, Any] | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {session['access_token']}"} if session else {}
