"""A throw-away PostgreSQL cluster on a unix socket and an ephemeral loopback port."""

from __future__ import annotations

import glob
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

SQL = Path(__file__).resolve().parents[3] / "resources/localplatform/sql"
PASSWORDS = {name: f"PILOTHOUSE_{name.upper()}_PASSWORD"
             for name in ("auth_admin", "authenticator", "migrator", "reader", "operator")}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def binaries() -> Path:
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda p: int(p.split("/")[4]))
    if not found:
        raise RuntimeError("no PostgreSQL server below /usr/lib/postgresql: install the distribution's package")
    return Path(found[-1]).parent


class Cluster:
    """Started by `start`, removed by `stop`. As root the server runs under the postgres account, which it demands."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ph-pg-", dir="/tmp"))
        self.port = free_port()
        self.passwords = {name: secrets.token_urlsafe(18) for name in PASSWORDS}
        self._bin = binaries()
        self._account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        if self._account:
            os.chown(self.folder, self._account.pw_uid, self._account.pw_gid)

    def _run(self, *argv: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        account = self._account
        whom = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        return subprocess.run(argv, cwd=self.folder, env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **(env or {})},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, check=False, **whom)

    def start(self) -> None:
        data = str(self.folder / "data")
        made = self._run(str(self._bin / "initdb"), "-D", data, "-U", "postgres", "--auth-local=trust",
                         "--auth-host=scram-sha-256", "--locale=C.UTF-8", "-N", "--no-instructions")
        assert made.returncode == 0, made.stdout
        with open(self.folder / "data/postgresql.auto.conf", "a", encoding="utf-8") as conf:
            conf.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{self.folder}'\n"
                       "fsync = off\nfull_page_writes = off\nlog_statement = 'all'\n"
                       "max_connections = 60\n")
        self.up()

    def up(self) -> None:
        started = self._run(str(self._bin / "pg_ctl"), "-D", str(self.folder / "data"), "-w", "-t", "30", "-l",
                            str(self.folder / "log"), "start")
        assert started.returncode == 0, started.stdout + (self.folder / "log").read_text()

    def down(self) -> None:
        self._run(str(self._bin / "pg_ctl"), "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")

    def stop(self) -> None:
        self.down()
        shutil.rmtree(self.folder, ignore_errors=True)

    def apply(self, database: str = "postgres", without: str | None = None) -> subprocess.CompletedProcess[str]:
        """Runs the platform's SQL as the supervisor does. The files are copied: the server's account need not see ours."""
        copied = self.folder / "sql"
        if not copied.exists():
            shutil.copytree(SQL, copied)
            copied.chmod(0o755)
        env = {PASSWORDS[name]: value for name, value in self.passwords.items() if name != without}
        return self._run(str(self._bin / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(copied / "apply.sql"),
                         env={**env, "PGHOST": str(self.folder), "PGPORT": str(self.port), "PGUSER": "postgres",
                              "PGDATABASE": database})

    def psql(self, statement: str, user: str = "postgres", database: str = "postgres") -> str:
        """Runs SQL over the unix socket as any role; fails the test on an error."""
        done = self._run(str(self._bin / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder),
                         "-p", str(self.port), "-U", user, "-d", database, "-c", statement)
        assert done.returncode == 0, done.stdout
        return done.stdout.strip()

    def refusal(self, statement: str, user: str) -> str:
        done = self._run(str(self._bin / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder),
                         "-p", str(self.port), "-U", user, "-d", "postgres", "-c", statement)
        assert done.returncode != 0, f"{user} was not refused: {statement}"
        return done.stdout
