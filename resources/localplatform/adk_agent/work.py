# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tasks share: taking a while, and failing in the ways the caller asked for.

A task's fate is part of its arguments (`fault`), so that a seeded day can be repeated task by task.
"""
from __future__ import annotations

import hashlib
import time

from adk_agent import errors

#: Faults that end a task. `retry` is not among them: it fails the first tries only.
FAULTS = ("tool-timeout", "context-window", "quota", "template", "bad-answer")


def share_of(text: str) -> float:
    """A number in [0, 1) that depends on the text alone."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


def take(seconds: float) -> None:
    """Works for that long. Bounded, so that a wrong argument cannot hold a pool process for good."""
    time.sleep(min(max(seconds, 0.0), 900.0))


def _call_tool(session_id: str) -> dict:
    raise errors.ToolTimeout(f"search_documents gave no answer within 20 s (session {session_id})")


def _fit_context(session_id: str) -> None:
    tokens = 128_000 + int(share_of(session_id) * 40_000)
    raise errors.ContextWindowExceeded(f"{tokens} tokens, the model takes 128000")


def _read_answer(answer: dict) -> str:
    return answer["choices"][0]["message"]["content"]


def break_if_asked(fault: str | None, tenant: str, session_id: str) -> None:
    """Raises what `fault` names; does nothing for None, `retry` and words it does not know."""
    if fault == "tool-timeout":
        _call_tool(session_id)
    elif fault == "context-window":
        _fit_context(session_id)
    elif fault == "quota":
        raise errors.QuotaExceeded(f"{tenant} has used its 2000000 tokens of today")
    elif fault == "template":
        raise errors.TemplateMissing(f"no template 'quarterly-{tenant}' in the store")
    elif fault == "bad-answer":
        _read_answer({"choices": []})


def retry_if_asked(task, fault: str | None, fail_times: int, countdown: float) -> None:
    """`fault="retry"`: the first `fail_times` tries find the model overloaded and come back after `countdown` seconds."""
    if fault == "retry" and task.request.retries < fail_times:
        cause = errors.ModelOverloaded(f"529 overloaded_error, try {task.request.retries + 1} of {fail_times + 1}")
        raise task.retry(exc=cause, countdown=countdown, max_retries=fail_times + 1)
