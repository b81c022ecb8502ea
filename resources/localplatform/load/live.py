# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends the endless day at its pace. What cannot be sent is dropped and said; a server that was away is not flooded."""
from __future__ import annotations

import sys
import threading
import time

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from load import plan
from load.send import Revoker, send
from load.web import Clients

CATCH_UP_SECONDS = 5.0
REPORT_SECONDS = 30.0


class Day:
    def __init__(self, items, clients: Clients | None, stop: threading.Event) -> None:
        self._items, self._clients, self._stop = items, clients, stop
        self._revoker = Revoker()
        self._sent = self._dropped = 0
        self._last_trouble = ""

    def run(self, seconds: float | None) -> None:
        start = time.monotonic()
        reported = start
        for item in self._items:
            if seconds is not None and item.at > seconds:
                break
            start = self._wait_until(item.at, start)
            if self._stop.is_set():
                break
            self._pass_on(item)
            if time.monotonic() - reported > REPORT_SECONDS:
                reported = time.monotonic()
                self._report()
        self._report()

    def _wait_until(self, at: float, start: float) -> float:
        """Waits for the item's time; gives the start, moved when we are too late to catch up."""
        while (left := start + at - time.monotonic()) > 0:
            self._guarded(self._revoker.run)
            if self._stop.wait(min(left, 0.25)):
                break
        return start if left > -CATCH_UP_SECONDS else time.monotonic() - at

    def _pass_on(self, item) -> None:
        if isinstance(item, plan.WebRequest):
            if self._clients:
                self._clients.send(item)
            return
        if self._guarded(lambda: self._revoker.note(send(item), item.outcome, time.monotonic())):
            self._sent += 1
        else:
            self._dropped += 1

    def _guarded(self, act) -> bool:
        try:
            act()
            return True
        except (OperationalError, RedisError, OSError) as error:
            if (trouble := f"{type(error).__name__}: {error}") != self._last_trouble:
                self._last_trouble = trouble
                print(f"load: the broker does not take tasks: {trouble}", file=sys.stderr, flush=True)
            return False

    def _report(self) -> None:
        statuses = self._clients.statuses if self._clients else {}
        print(f"load: sent {self._sent}, dropped {self._dropped}, answers {dict(sorted(statuses.items()))}", flush=True)
