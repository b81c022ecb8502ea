# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of the load generator: repeatable, bounded exactly, and as varied as a day is."""
from __future__ import annotations

import itertools
import sys
import unittest
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "resources" / "localplatform"))
from load import plan  # noqa: E402


class Plan(unittest.TestCase):
    def first(self, seed: int, number: int = 4000) -> list:
        return list(itertools.islice(plan.day(seed, 24 * 60), number))

    def test_same_seed_same_day(self) -> None:
        self.assertEqual(self.first(7), self.first(7))
        self.assertNotEqual(self.first(7), self.first(8))

    def test_day_has_five_tenants_and_every_kind_of_end(self) -> None:
        items = self.first(1)
        tasks = [item for item in items if isinstance(item, plan.Submission)]
        self.assertEqual(len({task.kwargs["tenant"] for task in tasks}), 5)
        self.assertEqual({task.outcome for task in tasks},
                         {"success", "failure", "retry", "revoke-waiting", "revoke-running", "expire"})
        self.assertEqual({task.shape for task in tasks}, {"single", "chain", "chord"})
        self.assertGreater(len(tasks), 1000)

    def test_bounded_is_exact(self) -> None:
        for count in (1, 7, 8, 60, 1000):
            with self.subTest(count=count):
                self.assertEqual(len(plan.bounded(3, count)), count)
                self.assertEqual(plan.bounded(3, count), plan.bounded(3, count))
        outcomes = Counter(item.outcome for item in plan.bounded(3, 8))
        self.assertEqual(set(outcomes), {"success", "failure", "retry", "revoke-waiting", "revoke-running"})


if __name__ == "__main__":
    unittest.main()
