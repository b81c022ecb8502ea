# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import os
import signal
import sys
import threading
from pathlib import Path

from load import plan


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="load", description="A believable day of five tenants on the local platform.")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same submissions with the same ends")
    parser.add_argument("--day-minutes", type=float, default=24.0, help="how long a day of the platform takes")
    parser.add_argument("--start-hour", type=float, default=8.0, help="hour of the platform's day to begin at")
    parser.add_argument("--pace", type=float, default=1.0, help="scales every rate")
    parser.add_argument("--seconds", type=float, help="end after that much of the plan")
    parser.add_argument("--api", help="address of the backend, http://127.0.0.1:PORT; without it only tasks are sent")
    parser.add_argument("--count", type=int, help="submit exactly that many tasks, wait for their ends, then stop")
    parser.add_argument("--expect", type=Path, help="with --count: write the expected final states there, as JSON")
    parser.add_argument("--timeout", type=float, default=120.0, help="with --count: longest wait in seconds")
    parser.add_argument("--show", type=int, metavar="N", help="print the first N entries of the plan and send nothing")
    return parser.parse_args()


def _show(arguments: argparse.Namespace) -> int:
    if arguments.count is not None:
        items = iter(plan.bounded(arguments.seed, arguments.count))
    else:
        items = plan.day(arguments.seed, arguments.day_minutes * 60, arguments.start_hour, arguments.pace)
    for item in itertools.islice(items, arguments.show):
        print(json.dumps(dataclasses.asdict(item), sort_keys=True))
    return 0


def main() -> int:
    arguments = _arguments()
    if arguments.show is not None:
        return _show(arguments)
    if arguments.count is not None:
        from load import bounded
        return bounded.run(arguments.seed, arguments.count, arguments.expect, arguments.timeout)
    from load import live, web
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    clients = web.Clients(arguments.api) if arguments.api else None
    items = plan.day(arguments.seed, arguments.day_minutes * 60, arguments.start_hour, arguments.pace)
    live.Day(items, clients, stop).run(arguments.seconds)
    if clients:
        clients.close()
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # Celery's results unsubscribe in their destructors, which fails loudly while the interpreter goes down.
    os._exit(code)
