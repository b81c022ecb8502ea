# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends the events of one task and one worker whose every text is argv[1]: with Celery's own dispatcher, as a worker would."""
import os
import sys

from celery import Celery

with open(os.environ["ADK_REDIS_PASSWORD_FILE"], encoding="utf-8") as secret:
    address = os.environ["ADK_REDIS_ADDRESS"].replace("redis://", f"redis://platform:{secret.read().strip()}@")
hostile = sys.argv[1]
info = {"freq": 2, "sw_ident": hostile, "sw_ver": hostile, "sw_sys": hostile}
with Celery("hostile", broker=address + "/0").connection() as connection:
    sender = Celery("hostile").events.Dispatcher(connection, hostname="w@" + hostile, enabled=True)
    sender.send("worker-online", **info)
    sender.send("task-received", uuid="a-hostile-task", name=hostile, args=hostile, kwargs=hostile, retries=0, eta=None, expires=None)
    sender.send("task-started", uuid="a-hostile-task")
    sender.send("task-failed", uuid="a-hostile-task", exception=hostile, traceback=hostile)
    sender.send("worker-heartbeat", **info, active=1, processed=1, loadavg=[0, 0, 0])
