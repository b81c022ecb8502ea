#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes state-rule.txt: task events in a hostile order, and the state that celery.events.State gives each task for them.

Run with Celery installed: python make_state_rule.py > state-rule.txt
"""
import random
from celery.events.state import State

TYPES = ["sent", "received", "started", "succeeded", "failed", "retried", "revoked", "rejected", "progress", "my-own", "success"]
LIVES = [
    ["sent", "received", "started", "succeeded"],
    ["sent", "received", "started", "failed"],
    ["received", "sent", "started", "succeeded"],
    ["sent", "received", "started", "sent", "retried", "received", "started", "succeeded"],
    ["sent", "received", "revoked"],
    ["sent", "received", "rejected"],
    ["received", "started", "progress", "progress", "succeeded"],
]


def main():
    random.seed(20261123)
    events = []
    for task in range(300):
        life = list(random.choice(LIVES))
        if random.random() < 0.5:  # swap neighbours, drop, double
            at = random.randrange(len(life) - 1)
            life[at], life[at + 1] = life[at + 1], life[at]
        if random.random() < 0.2:
            life.pop(random.randrange(len(life)))
        if random.random() < 0.1:
            life.insert(random.randrange(len(life)), random.choice(life))
        start = random.uniform(0, 100)
        events += [(start + n + random.uniform(-0.4, 0.4), task, kind) for n, kind in enumerate(life)]
    for task in range(300, 500):  # pure noise
        events += [(random.uniform(0, 100), task, random.choice(TYPES)) for _ in range(random.randrange(1, 9))]
    events.sort()
    state = State(max_tasks_in_memory=100000)
    for at, task, kind in events:
        stamp = round(1_795_000_000 + at, 6)
        state.event({"type": "task-" + kind, "uuid": str(task), "hostname": "w@h", "timestamp": stamp, "local_received": stamp, "clock": 0, "pid": 1})
        print(f"{task} {kind} {stamp:.6f}")
    for task, entry in sorted(state.tasks.items(), key=lambda pair: int(pair[0])):
        print(f"= {task} {entry.state} {entry.timestamp:.6f}")


if __name__ == "__main__":
    main()
