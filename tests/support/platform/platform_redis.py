# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Redis with the local platform's configuration, for tests that need no whole platform."""
from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import redis

SOURCES = Path(__file__).resolve().parents[3] / "resources" / "localplatform"
USERS = ("platform", "reader", "silent", "operator", "exporter")
LOGINS = {"platform": "platform", "reader": "pilothouse_reader", "silent": "pilothouse_silent",
          "operator": "pilothouse_operator", "exporter": "exporter"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _self_signed(folder: Path) -> None:
    """One certificate that is its own authority: enough for a server that nobody verifies here."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", str(folder / "tls-redis.key"), "-out", str(folder / "redis.crt"), "-days", "2",
                    "-subj", "/CN=localhost"], check=True, capture_output=True)
    shutil.copy(folder / "redis.crt", folder / "ca.crt")


def _fill(template: Path, values: dict[str, str]) -> str:
    return re.sub(r"\{\{([a-z_0-9.]+)\}\}", lambda found: values[found[1]], template.read_text(encoding="utf-8"))


class PlatformRedis:
    """Starts it in a temporary folder; `stop()` ends what was started and removes the folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="phr"))
        self.port, self.tls_port = free_port(), free_port()
        self.passwords = {user: secrets.token_urlsafe(18) for user in USERS}
        (self.folder / "redis").mkdir()
        _self_signed(self.folder)
        values = {"redis.port": str(self.port), "redis_tls.port": str(self.tls_port), "data": str(self.folder), "secrets": str(self.folder),
                  "tls": str(self.folder), "config": str(self.folder)}
        for user, password in self.passwords.items():
            values[f"redis.{user}.sha256"] = hashlib.sha256(password.encode()).hexdigest()
        for name in ("redis.conf", "users.acl"):
            (self.folder / name).write_text(_fill(SOURCES / "config" / f"{name}.in", values), encoding="utf-8")
        self._children: list[subprocess.Popen] = []
        self._start("redis-server", str(self.folder / "redis.conf"))
        self._wait()

    def _start(self, *argv: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> subprocess.Popen:
        log = open(self.folder / f"{len(self._children)}.log", "wb")
        child = subprocess.Popen(argv, stdout=log, stderr=subprocess.STDOUT, env=env, cwd=cwd or self.folder)
        log.close()
        self._children.append(child)
        return child

    def _wait(self) -> None:
        deadline = time.monotonic() + 10
        while True:
            try:
                self.client("platform").ping()
                return
            except redis.RedisError as error:
                if time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "0.log").read_text()) from error
                time.sleep(0.05)

    def client(self, user: str, db: int = 0) -> redis.Redis:
        return redis.Redis(port=self.port, db=db, username=LOGINS[user], password=self.passwords[user],
                           decode_responses=True, protocol=2)

    def environment(self, user: str = "platform") -> dict[str, str]:
        """For programs of the platform: where Redis is and whose password to read."""
        path = self.folder / f"{user}.password"
        path.write_text(self.passwords[user], encoding="utf-8")
        return os.environ | {"PYTHONPATH": str(SOURCES), "PYTHONDONTWRITEBYTECODE": "1",
                             "ADK_REDIS_ADDRESS": f"redis://127.0.0.1:{self.port}", "ADK_REDIS_USER": LOGINS[user],
                             "ADK_REDIS_PASSWORD_FILE": str(path)}

    def start_worker(self, name: str, queues: str) -> None:
        self._start(sys.executable, "-m", "celery", "-A", "adk_agent", "worker", "-n", f"{name}@%h", "-Q", queues,
                    "-c", "2", "--loglevel", "WARNING", env=self.environment(), cwd=SOURCES)

    def run(self, *argv: str, user: str = "platform", timeout: float = 60) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, *argv], env=self.environment(user), cwd=SOURCES, capture_output=True,
                              text=True, timeout=timeout, check=False)

    def stop(self) -> None:
        for child in reversed(self._children):
            child.terminate()
        for child in reversed(self._children):
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
