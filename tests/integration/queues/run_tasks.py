#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends a seeded mix of real tasks, waits for their ends, and prints by Celery's own results
{"states": {id: state}, "revoked_waiting": id}. The last was revoked long before its ETA: only the result tells so.

usage: run_tasks.py COUNT SEED      (broker and results by the environment, as for the workers)
"""
import json
import random
import sys
import time
from datetime import datetime, timedelta, timezone

from celery import chain, chord, group

from adk_agent.celery import app
from adk_agent.tasks import agents, artifacts, llm

READY = ("SUCCESS", "FAILURE", "REVOKED")


def ids_of(result):
    """Every task of a canvas: parents, members of groups, the body."""
    found = set()
    while result is not None:
        for member in getattr(result, "results", None) or []:
            found |= ids_of(member)
        if not hasattr(result, "results"):
            found.add(result.id)
        result = getattr(result, "parent", None)
    return found


def send(rng, number):
    tenant, session = f"tenant-{number % 5}", f"session-{number}"
    kind = rng.randrange(8)
    if kind == 0:
        return agents.run_session.apply_async((tenant, session), {"seconds": 0.02}, priority=rng.choice([0, 3, 6, 9]))
    if kind == 1:
        return llm.complete.apply_async((tenant, session), {"seconds": 0.01})
    if kind == 2:
        return agents.plan_steps.apply_async((tenant, session), {"seconds": 0.01, "fault": "tool-timeout"})
    if kind == 3:
        return agents.run_session.apply_async((tenant, session), {"seconds": 0.01, "fault": "retry", "fail_times": 1})
    if kind == 4:
        return chain(agents.plan_steps.s(tenant, session, seconds=0.01), agents.summarise.s(tenant, session, seconds=0.01)).apply_async()
    if kind == 5:
        return chord(group(llm.embed.s(tenant, session, chunk=n, seconds=0.01) for n in range(3)),
                     agents.summarise.s(tenant, session, seconds=0.01)).apply_async()
    if kind == 6:
        return agents.plan_steps.apply_async((tenant, session), {"seconds": 0.01}, countdown=0.5)
    return agents.plan_steps.apply_async((tenant, session), {"seconds": 0.01}, expires=datetime.now(timezone.utc) - timedelta(seconds=1))


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(seed)
    ids = set()
    for number in range(count):
        ids |= ids_of(send(rng, number))
    doomed = agents.plan_steps.apply_async(("t", "doomed"), countdown=3600)
    ids.add(doomed.id)
    deadline = time.time() + 60
    revoked = False
    states = {}
    while time.time() < deadline:
        states = {task: app.AsyncResult(task).state for task in ids}
        if all(state in READY for state in states.values()):
            break
        if not revoked and sum(state not in READY for state in states.values()) <= 1:
            app.control.revoke(doomed.id)
            revoked = True
        time.sleep(0.1)
    print(json.dumps({"states": states, "revoked_waiting": doomed.id}))


if __name__ == "__main__":
    main()
