# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports and files that agents leave behind."""
from __future__ import annotations

from adk_agent import work
from adk_agent.celery import app


@app.task(bind=True, name="artifacts.render")
def render(self, tenant: str, session_id: str, pages: int = 6, seconds: float = 0.6, kind: str = "pdf",
           fault: str | None = None, fail_times: int = 1) -> dict:
    """Renders page by page and tells how far it is."""
    work.retry_if_asked(self, fault, fail_times, countdown=0.5)
    for page in range(1, pages + 1):
        work.take(seconds / pages)
        self.update_state(state="PROGRESS", meta={"page": page, "of": pages, "percent": round(100 * page / pages)})
        if page == max(1, pages // 2):
            work.break_if_asked(fault, tenant, session_id)
    return {"artifact": f"{tenant}/{session_id}.{kind}", "pages": pages, "bytes": 20_000 + int(work.share_of(session_id) * 900_000)}


@app.task(name="artifacts.index")
def index(parts, tenant: str, session_id: str, seconds: float = 0.1, fault: str | None = None) -> dict:
    """The body of a chord of embeddings."""
    work.take(seconds)
    work.break_if_asked(fault, tenant, session_id)
    return {"session_id": session_id, "chunks": len(parts) if isinstance(parts, list) else 1}
