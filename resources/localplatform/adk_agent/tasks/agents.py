# SPDX-License-Identifier: GPL-3.0-or-later
"""Running an agent's session: plan, act, summarise."""
from __future__ import annotations

from adk_agent import work
from adk_agent.celery import app


@app.task(bind=True, name="agents.run_session")
def run_session(self, tenant: str, session_id: str, agent: str = "researcher", seconds: float = 0.4,
                steps: int = 3, fault: str | None = None, fail_times: int = 1) -> dict:
    """One session, in steps, with its progress as the custom state PROGRESS."""
    work.retry_if_asked(self, fault, fail_times, countdown=0.5)
    for step in range(1, steps + 1):
        self.update_state(state="PROGRESS", meta={"step": step, "of": steps, "tenant": tenant})
        work.take(seconds / steps)
        if step == steps - 1 or steps == 1:
            work.break_if_asked(fault, tenant, session_id)
    return {"session_id": session_id, "agent": agent, "steps": steps, "tokens": 400 + int(work.share_of(session_id) * 6000)}


@app.task(name="agents.plan_steps")
def plan_steps(tenant: str, session_id: str, seconds: float = 0.1, fault: str | None = None) -> list[str]:
    """First link of a chain: what the agent is going to do."""
    work.take(seconds)
    work.break_if_asked(fault, tenant, session_id)
    wanted = 2 + int(work.share_of(session_id) * 3)
    return ["search", "read", "compare", "draft"][:wanted]


@app.task(name="agents.summarise")
def summarise(previous, tenant: str, session_id: str, seconds: float = 0.15, fault: str | None = None) -> dict:
    """Last link of a chain, and the body of a chord: takes whatever came before."""
    work.take(seconds)
    work.break_if_asked(fault, tenant, session_id)
    parts = len(previous) if isinstance(previous, list) else 1
    return {"session_id": session_id, "tenant": tenant, "parts": parts, "summary": f"{parts} findings"}
