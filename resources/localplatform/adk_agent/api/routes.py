# SPDX-License-Identifier: GPL-3.0-or-later
"""The backend's own surface: chat, agents, items, feedback."""
from __future__ import annotations

import asyncio

from celery.result import AsyncResult
from fastapi import APIRouter, BackgroundTasks, Request, Response
from pydantic import BaseModel, Field

from adk_agent.api import limits, metrics
from adk_agent.celery import app as celery_app
from adk_agent.tasks import agents, artifacts
from adk_agent.work import share_of

router = APIRouter()

ITEMS = [{"id": n, "name": name} for n, name in enumerate(
    ("quarterly report", "site survey", "call notes", "price list", "contract draft", "release notes"), start=1)]


class Message(BaseModel):
    tenant: str = Field(max_length=80)
    session_id: str = Field(max_length=80)
    text: str = Field(default="", max_length=4000)


class Feedback(BaseModel):
    tenant: str = Field(max_length=80)
    session_id: str = Field(max_length=80)
    stars: int = Field(ge=1, le=5)


@router.get("/health")
def health() -> dict:
    return {"status": "ok"}


@router.post("/api/chat")
@limits.limiter.limit(limits.BY_ADDRESS)
def chat(request: Request, response: Response, message: Message) -> dict:
    return {"session_id": message.session_id, "answer": f"{len(message.text)} characters read"}


@router.post("/api/chat/premium")
@limits.limiter.limit(limits.BY_USER, key_func=limits.user_of)
def premium_chat(request: Request, response: Response, message: Message) -> dict:
    return {"session_id": message.session_id, "answer": f"{len(message.text)} characters read with care"}


@router.post("/api/agents/run", status_code=202)
@limits.limiter.limit(limits.BY_AGENT, key_func=limits.agent_of)
def run_agent(request: Request, response: Response, message: Message) -> dict:
    sent = agents.run_session.delay(tenant=message.tenant, session_id=message.session_id)
    metrics.SUBMITTED.labels(task="agents.run_session", tenant=message.tenant).inc()
    return {"task_id": sent.id}


@router.post("/api/artifacts", status_code=202)
def render_artifact(message: Message) -> dict:
    sent = artifacts.render.delay(tenant=message.tenant, session_id=message.session_id)
    metrics.SUBMITTED.labels(task="artifacts.render", tenant=message.tenant).inc()
    return {"task_id": sent.id}


@router.get("/tasks/{task_id}")
def task_state(task_id: str) -> dict:
    return {"task_id": task_id, "state": AsyncResult(task_id, app=celery_app).state}


@router.get("/api/items")
def items(q: str = "") -> dict:
    return {"items": [item for item in ITEMS if q in item["name"]]}


@router.get("/api/agents")
def agent_list() -> dict:
    return {"agents": ["researcher", "analyst", "writer", "watcher"]}


@router.get("/api/sessions")
def sessions(tenant: str = "") -> list:
    """Needs a login on a real platform, and is cached for everybody all the same."""
    return [{"session_id": f"{tenant}-{n:03}", "minutes": 1 + int(share_of(f"{tenant}{n}") * 40)} for n in range(3)] if tenant else []


async def _learn_from(feedback: Feedback) -> None:
    with metrics.BACKGROUND_RUNNING.labels(kind="feedback").track_inprogress():
        await asyncio.sleep(0.05 + share_of(feedback.session_id) / 5)
    outcome = "failed" if feedback.stars == 1 and share_of(feedback.session_id) < 0.2 else "done"
    metrics.BACKGROUND.labels(kind="feedback", outcome=outcome).inc()


@router.post("/api/feedback", status_code=202)
def give_feedback(feedback: Feedback, background: BackgroundTasks) -> dict:
    background.add_task(_learn_from, feedback)
    return {"accepted": True}
