# SPDX-License-Identifier: GPL-3.0-or-later
"""What a benchmark runs in: folders of its own, a keychain, the local platform under load, the window and its peer."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import processes
from harness.screen import Screen


class Window:
    """A running window with the record of its frames."""

    def __init__(self, process, begin, record, log):
        self.process, self.begin, self.record, self.log = process, begin, record, log

    def lines(self):
        try:
            texts = self.record.read_text().splitlines()
        except OSError:
            return []
        found = []
        for text in texts:
            try:
                found.append(json.loads(text))
            except ValueError:
                pass  # the last one, half written
        return found

    def marks(self):
        """Milliseconds from the program's start (the call of exec) to each mark."""
        lines = self.lines()
        begin = next((line["monotonic_ms"] for line in lines if line["kind"] == "begin"), None)
        return {line["name"]: begin + line["t_ms"] - self.begin * 1000 for line in lines if line["kind"] == "mark"}

    def wait_mark(self, name, limit=30.0):
        end = time.monotonic() + limit
        while name not in self.marks():
            if self.process.poll() is not None:
                raise SystemExit(f"the window ended with {self.process.returncode}: {self.log.read_text()[-2000:]}")
            if time.monotonic() > end:
                raise SystemExit(f"no {name} within {limit:.0f} s; there was: {self.marks()}; {self.log.read_text()[-3000:]}")
            time.sleep(0.005)
        return self.marks()[name]

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Bench:
    def __init__(self, root, build, runs):
        self.root, self.build, self.runs = root, build, runs
        self.folder = Path(tempfile.mkdtemp(prefix="phb", dir="/tmp"))
        os.chmod(self.folder, 0o711)  # as root the platform's servers run under another account
        self.ending = []  # what to do at the end, last first
        self.records = 0
        runtime = self.folder / "run"
        runtime.mkdir(mode=0o700)
        (self.folder / "home").mkdir(mode=0o700)
        self.environment = dict(
            os.environ, HOME=str(self.folder / "home"), XDG_RUNTIME_DIR=str(runtime), PILOTHOUSE_HOME=str(self.folder / "home" / "ph"),
            XDG_DATA_HOME=str(self.folder / "home" / "data"), XDG_CONFIG_HOME=str(self.folder / "home" / "config"),
            PILOTHOUSE_LOCAL_BASE=str(self.folder / "local"))
        for name in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "QT_QPA_PLATFORM", "QT_LOGGING_RULES"):
            self.environment.pop(name, None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in reversed(self.ending):
            try:
                each()
            except SystemExit as failed:  # the rest is ended all the same
                print(failed, file=sys.stderr)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, words, **more):
        more.setdefault("env", self.environment)
        process = subprocess.Popen([str(word) for word in words], **more)

        def end():
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        self.ending.append(end)
        return process

    def companion(self, *words, text=None, codes=(0,)):
        done = subprocess.run([str(self.build / "bin" / "pilothousectl"), *words], env=self.environment, capture_output=True, text=True,
                              input=text, check=False)
        if done.returncode not in codes:
            raise SystemExit(f"pilothousectl {' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def keychain(self):
        """A session bus with an unlocked keychain, as a desktop has."""
        bus = self.start(["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        ring = self.start(["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"], stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
        ring.stdin.write("bench")
        ring.stdin.close()
        end = time.monotonic() + 20
        ask = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner",
               "string:org.freedesktop.secrets"]
        while "true" not in subprocess.run(ask, env=self.environment, capture_output=True, text=True, check=False).stdout:
            if time.monotonic() > end:
                raise SystemExit("no keychain within 20 s")
            time.sleep(0.05)

    def platform(self, sign_in=True):
        """The local platform with its load, and the administrator of it signed in."""
        (self.folder / "local").mkdir(mode=0o755, exist_ok=True)
        made = subprocess.run([str(self.root / "installer" / "python-env"), "--for", "try"], capture_output=True, text=True, check=True)
        shared = Path(made.stdout.strip()).parent.parent  # made once for all platforms of this user
        (self.folder / "local" / shared.name).symlink_to(shared)
        self.ending.append(lambda: self.companion("local", "reset", "--stop", "--yes"))
        self.companion("local", "up")
        if not sign_in:
            return
        accounts = json.loads(self.companion("local", "accounts", "--json"))
        rows = accounts if isinstance(accounts, list) else accounts.get("rows", accounts)
        admin = next(row for row in rows if row["email"].startswith("admin"))
        self.companion("--env", "local", "auth", "login", admin["email"], "--password-stdin", text=admin["password"] + "\n")

    def screen(self, width=1440, height=900):
        folder = self.folder / "screen"
        folder.mkdir()
        screen = Screen(folder, self.environment, width, height)
        self.environment = screen.environment
        self.ending.append(screen.close)
        return screen

    def window(self, environment="local"):
        """The window on an environment; None: on its start page."""
        self.records += 1
        record = self.folder / f"frames{self.records}.jsonl"
        words = [str(self.build / "bin" / "pilothouse"), "--record-frames", str(record)]
        if environment:
            words += ["--env", environment]
        log_file = self.folder / f"window{self.records}.log"
        with open(log_file, "wb") as log:
            begin = time.monotonic()
            process = self.start(words, stdout=log, stderr=log)
        return Window(process, begin, record, log_file)

    def chromium(self):
        """The peer's command: its bare window with one static page in a known colour; None when it is not installed."""
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if program is None:
            return None
        page = self.folder / "page.html"
        page.write_text("<!doctype html><title>bare</title><body style='margin:0;background:#12ab34'><h1>A page</h1></body>")
        return [program, f"--app=file://{page}", f"--user-data-dir={self.folder / 'chromium'}", "--no-first-run", "--no-sandbox",
                "--disable-gpu", "--window-size=1280,800", "--window-position=20,20"]

    PAGE_COLOUR = bytes((0x34, 0xab, 0x12))  # as the frame buffer has it

    def usage(self, process):
        return processes.usage(processes.tree(process.pid))
