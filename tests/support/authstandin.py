# SPDX-License-Identifier: GPL-3.0-or-later
"""The auth stand-in over a throw-away PostgreSQL, driven line by line from a C++ test.

Prints one JSON line when ready: {url, ca, key, accounts}. Then reads JSON lines: {"do": "stop" | "start"} ends and starts the
gateway's process, {"do": "reconfigure", "settings": {…}} restarts it with settings laid over (same address, same data),
{"do": "sql", "text": …} runs SQL as superuser, {"do": "mails"} lists the mails written, {"do": "log"} gives its log. Each is
answered with one line. End of input ends everything that was started."""
from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration/authstandin"))

from cluster import Cluster  # noqa: E402
from server import KEY, PASSWORD, Gateway  # noqa: E402


def answer(cluster: Cluster, gateway: Gateway, command: dict) -> dict:
    match command["do"]:
        case "stop":
            gateway.halt()
        case "start":
            gateway.start()
        case "reconfigure":
            gateway.halt()
            gateway.settings = {**gateway.settings, **command["settings"]}
            gateway.start()
        case "sql":
            return {"out": cluster.psql(command["text"])}
        case "mails":
            return {"mails": gateway.mails()}
        case "log":
            return {"text": gateway.log()}
        case other:
            return {"error": f"unknown: {other}"}
    return {}


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    cluster = Cluster()
    gateway = None
    try:
        cluster.start()
        applied = cluster.apply()
        assert applied.returncode == 0, applied.stdout
        gateway = Gateway(cluster, **json.loads(sys.argv[1] if len(sys.argv) > 1 else "{}")).start()
        ready = {"url": gateway.url + "/auth/v1", "ca": (gateway.folder / "ca.pem").read_text(), "key": KEY, "accounts": PASSWORD}
        print(json.dumps(ready), flush=True)
        for line in sys.stdin:
            try:
                said = answer(cluster, gateway, json.loads(line))
            except AssertionError as problem:
                said = {"error": str(problem)}
            print(json.dumps(said), flush=True)
    finally:
        if gateway:
            gateway.stop()
        cluster.stop()


if __name__ == "__main__":
    main()
