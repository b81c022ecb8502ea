# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls to language models."""
from __future__ import annotations

from adk_agent import work
from adk_agent.celery import app


@app.task(bind=True, name="llm.complete")
def complete(self, tenant: str, session_id: str, model: str = "large-2", seconds: float = 0.3,
             fault: str | None = None, fail_times: int = 1) -> dict:
    work.retry_if_asked(self, fault, fail_times, countdown=0.5)
    work.take(seconds)
    work.break_if_asked(fault, tenant, session_id)
    return {"model": model, "input_tokens": 300 + int(work.share_of(session_id) * 4000),
            "output_tokens": 40 + int(work.share_of(session_id + "o") * 800), "stop": "end_turn"}


@app.task(name="llm.embed", rate_limit="600/m")
def embed(tenant: str, session_id: str, chunk: int = 0, seconds: float = 0.05, fault: str | None = None) -> dict:
    work.take(seconds)
    work.break_if_asked(fault, tenant, session_id)
    return {"chunk": chunk, "dimensions": 1024, "norm": round(work.share_of(f"{session_id}{chunk}"), 4)}


@app.task(name="llm.continue_from")
def continue_from(previous, tenant: str, session_id: str, model: str = "large-2", seconds: float = 0.2,
                  fault: str | None = None) -> dict:
    """Middle link of a chain: completes on what the plan said."""
    work.take(seconds)
    work.break_if_asked(fault, tenant, session_id)
    return {"model": model, "steps": previous, "output_tokens": 40 + int(work.share_of(session_id) * 800)}
