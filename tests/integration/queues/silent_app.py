# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform's application with task events off, as many platforms run it."""
from adk_agent.celery import app

app.conf.worker_send_task_events = False
