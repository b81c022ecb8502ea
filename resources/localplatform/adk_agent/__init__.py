# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform that Pilothouse watches when it is tried out: an agent platform of FastAPI, Celery and Redis.

`celery -A adk_agent` finds `adk_agent.celery:app`; uvicorn serves `adk_agent.api:app`.
"""
