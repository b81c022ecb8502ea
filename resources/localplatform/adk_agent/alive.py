# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells a supervisor that this worker or beat is up: it touches a file when it is, and with each heartbeat."""
from __future__ import annotations

import os
from pathlib import Path

from celery import signals


def watch() -> None:
    """Does nothing unless ADK_ALIVE_FILE names the file. A heartbeat is sent only while the broker takes it."""
    name = os.environ.get("ADK_ALIVE_FILE")
    if not name:
        return
    file = Path(name)
    file.unlink(missing_ok=True)

    def touch(**_kwargs) -> None:
        file.touch()

    for signal in (signals.worker_ready, signals.heartbeat_sent, signals.beat_init):
        signal.connect(touch, weak=False)
