# SPDX-License-Identifier: GPL-3.0-or-later
"""The bounded load ends as it announced, counted by Celery's own results and seen in Celery's own events."""
from __future__ import annotations

import json
import sys
import unittest
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support" / "platform"))
from platform_redis import PlatformRedis  # noqa: E402


class BoundedLoad(unittest.TestCase):
    def test_every_task_ends_as_announced(self) -> None:
        server = PlatformRedis()
        self.addCleanup(server.stop)
        server.start_worker("worker-1", "celery,agents")
        server.start_worker("worker-2", "artifacts,llm")
        expectation = server.folder / "expect.json"
        run = server.run("-m", "load", "--seed", "11", "--count", "60", "--expect", str(expectation))
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        expected = json.loads(expectation.read_text())
        self.assertEqual(sum(expected["expected"].values()), 60)
        self.assertEqual(set(expected["expected"]), {"SUCCESS", "FAILURE", "REVOKED"})
        stored = Counter(json.loads(server.client("reader").get(f"celery-task-meta-{task_id}"))["status"]
                         for task_id in expected["tasks"])
        self.assertEqual(dict(stored), expected["expected"])


if __name__ == "__main__":
    unittest.main()
