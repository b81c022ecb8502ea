# SPDX-License-Identifier: GPL-3.0-or-later
"""From a planned submission to Celery, and the revokes that follow some of them."""
from __future__ import annotations

import heapq
import time

from celery import chain, chord

from adk_agent.celery import app
from adk_agent.tasks import agents, artifacts, llm, maintenance  # noqa: F401 (registers every task by name)
from load.plan import Submission


def send(item: Submission) -> str:
    """Submits it and gives the id of its (last) task."""
    if item.shape == "chain":
        return _chain(item).apply_async().id
    if item.shape == "chord":
        return _chord(item).apply_async().id
    options: dict = {}
    if item.priority is not None:
        options["priority"] = item.priority
    if item.countdown is not None:
        options["countdown"] = item.countdown
    if item.outcome == "expire":
        options["expires"] = 2
    return app.tasks[item.task].apply_async(kwargs=item.kwargs, **options).id


def _chain(item: Submission):
    who = {"tenant": item.kwargs["tenant"], "session_id": item.kwargs["session_id"]}
    return chain(agents.plan_steps.s(**item.kwargs), llm.continue_from.s(**who), agents.summarise.s(**who))


def _chord(item: Submission):
    who = {"tenant": item.kwargs["tenant"], "session_id": item.kwargs["session_id"]}
    members = [llm.embed.s(**who, chunk=n) for n in range(item.width)]
    if "fault" in item.kwargs:
        members[-1] = llm.embed.s(**item.kwargs, chunk=item.width - 1)
    return chord(members, artifacts.index.s(**who))


class Revoker:
    """Revokes tasks some time after they were sent: waiting ones soon, running ones with terminate."""

    def __init__(self) -> None:
        self._due: list[tuple[float, str, bool]] = []

    def note(self, task_id: str, outcome: str, now: float) -> None:
        if outcome == "revoke-waiting":
            heapq.heappush(self._due, (now + 1.5, task_id, False))
        elif outcome == "revoke-running":
            heapq.heappush(self._due, (now + 15.0, task_id, True))

    def run(self) -> None:
        while self._due and self._due[0][0] <= time.monotonic():
            _, task_id, terminate = heapq.heappop(self._due)
            app.control.revoke(task_id, terminate=terminate)
