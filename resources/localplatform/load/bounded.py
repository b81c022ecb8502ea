# SPDX-License-Identifier: GPL-3.0-or-later
"""A known number of tasks with known ends, for comparing what an observer saw with what happened."""
from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

from celery.result import AsyncResult

from adk_agent.celery import QUEUES, app
from load import plan
from load.send import send

FINAL = {"success": "SUCCESS", "retry": "SUCCESS", "failure": "FAILURE",
         "revoke-waiting": "REVOKED", "revoke-running": "REVOKED"}


def run(seed: int, count: int, expect_file: Path | None, timeout: float) -> int:
    """Submits, revokes what is to be revoked, waits for the results; 0 when every task ended as planned, else 1."""
    deadline = time.monotonic() + timeout
    if not _wait_for_workers(deadline):
        print("load: no workers for every queue", file=sys.stderr)
        return 1
    items = plan.bounded(seed, count)
    expected: dict[str, str] = {}
    running: list[str] = []
    # The long ones first: they must be running when they are terminated, not behind all others in a queue.
    for item in sorted(items, key=lambda item: item.outcome != "revoke-running"):
        task_id = send(item)
        expected[task_id] = FINAL[item.outcome]
        if item.outcome == "revoke-waiting":
            app.control.revoke(task_id)
        elif item.outcome == "revoke-running":
            running.append(task_id)
    # Revoked tasks are announced when their time comes, which is later than their result.
    last_announcement = time.monotonic() + 4.0
    if expect_file:
        _write_expectation(expect_file, seed, items, expected)
    for task_id in running:
        _terminate_when_running(task_id, deadline)
    actual = _wait_for_all(expected, deadline)
    time.sleep(max(0.0, last_announcement - time.monotonic()))
    wrong = {task_id: state for task_id, state in actual.items() if state != expected[task_id]}
    print(json.dumps({"seed": seed, "count": count, "by_state": dict(Counter(actual.values())), "unexpected": wrong}))
    return 1 if wrong else 0


def _wait_for_workers(deadline: float) -> bool:
    """A revoke that no worker hears is lost, so all queues must have theirs before anything is sent."""
    while time.monotonic() < deadline:
        answers = app.control.inspect(timeout=1.0).active_queues() or {}
        if set(QUEUES) <= {queue["name"] for queues in answers.values() for queue in queues}:
            return True
    return False


def _write_expectation(path: Path, seed: int, items, expected: dict[str, str]) -> None:
    summary = {
        "seed": seed,
        "count": len(items),
        "expected": dict(sorted(Counter(expected.values()).items())),
        "outcomes": dict(sorted(Counter(item.outcome for item in items).items())),
        "tasks": expected,
    }
    partial = path.with_name(path.name + ".part")
    partial.write_text(json.dumps(summary, indent=1), encoding="utf-8")
    partial.replace(path)


def _terminate_when_running(task_id: str, deadline: float) -> None:
    while time.monotonic() < deadline:
        if AsyncResult(task_id, app=app).state in ("STARTED", "PROGRESS"):
            app.control.revoke(task_id, terminate=True)
            return
        time.sleep(0.05)


def _wait_for_all(expected: dict[str, str], deadline: float) -> dict[str, str]:
    states: dict[str, str] = {}
    open_ids = list(expected)
    while open_ids and time.monotonic() < deadline:
        for task_id in open_ids:
            states[task_id] = AsyncResult(task_id, app=app).state
        open_ids = [task_id for task_id in open_ids if states[task_id] not in ("SUCCESS", "FAILURE", "REVOKED")]
        if open_ids:
            time.sleep(0.2)
    return states
