# SPDX-License-Identifier: GPL-3.0-or-later
"""The Celery application: one broker and result database, four queues, events on."""
from __future__ import annotations

from celery import Celery
from celery.schedules import crontab
from kombu import Queue

from adk_agent import alive, settings

QUEUES = ("celery", "agents", "artifacts", "llm")

_servers = settings.load()

app = Celery(
    "adk_agent",
    broker=_servers.broker_url,
    backend=_servers.result_url,
    include=[
        "adk_agent.tasks.agents",
        "adk_agent.tasks.artifacts",
        "adk_agent.tasks.llm",
        "adk_agent.tasks.maintenance",
    ],
)

app.conf.update(
    task_serializer="json",
    result_serializer="json",
    accept_content=["json"],
    timezone="UTC",
    enable_utc=True,
    # What an operator sees depends on these: who sent a task, when it started, with what arguments.
    worker_send_task_events=True,
    task_send_sent_event=True,
    task_track_started=True,
    result_extended=True,
    result_expires=86400,
    worker_prefetch_multiplier=2,
    # A lost broker is waited for, not given up on: faults are part of what is tried here.
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    redis_retry_on_timeout=True,
    redis_socket_keepalive=True,
    task_queues=[Queue(name) for name in QUEUES],
    task_default_queue="celery",
    task_routes={
        "agents.*": {"queue": "agents"},
        "artifacts.*": {"queue": "artifacts"},
        "llm.*": {"queue": "llm"},
        "maintenance.*": {"queue": "celery"},
    },
    beat_schedule={
        "roll-up-usage": {"task": "maintenance.roll_up_usage", "schedule": 30.0, "kwargs": {"tenant": "all"}},
        "expire-sessions": {"task": "maintenance.expire_sessions", "schedule": 60.0, "kwargs": {"older_than_minutes": 45}},
        "check-quotas": {"task": "maintenance.check_quotas", "schedule": 45.0, "options": {"expires": 40}},
        "nightly-reindex": {"task": "maintenance.reindex_artifacts", "schedule": crontab(hour=3, minute=15)},
    },
)

alive.watch()
