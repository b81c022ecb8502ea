# SPDX-License-Identifier: GPL-3.0-or-later
"""What beat runs, and what an operator may have to revoke."""
from __future__ import annotations

from adk_agent import work
from adk_agent.celery import app


@app.task(name="maintenance.roll_up_usage")
def roll_up_usage(tenant: str = "all", seconds: float = 0.1) -> dict:
    work.take(seconds)
    return {"tenant": tenant, "rows": 240}


@app.task(name="maintenance.expire_sessions")
def expire_sessions(older_than_minutes: int = 45, seconds: float = 0.1) -> dict:
    work.take(seconds)
    return {"older_than_minutes": older_than_minutes, "expired": 0}


@app.task(name="maintenance.check_quotas", ignore_result=False)
def check_quotas(seconds: float = 0.05) -> dict:
    work.take(seconds)
    return {"checked": 5}


@app.task(bind=True, name="maintenance.reindex_artifacts")
def reindex_artifacts(self, tenant: str = "all", session_id: str = "reindex", seconds: float = 60.0,
                      fault: str | None = None) -> dict:
    """Runs for minutes: the one to revoke with terminate."""
    slices = max(1, int(seconds))
    for done in range(slices):
        self.update_state(state="PROGRESS", meta={"slice": done, "of": slices, "tenant": tenant})
        work.take(seconds / slices)
    work.break_if_asked(fault, tenant, session_id)
    return {"tenant": tenant, "slices": slices}
