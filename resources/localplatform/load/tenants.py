# SPDX-License-Identifier: GPL-3.0-or-later
"""Who uses the platform, when, and how well it goes for them."""
from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Tenant:
    name: str
    weight: float           # tasks per second at its busiest hour
    peak_hour: float        # of its own day, in the platform's clock (UTC)
    spread_hours: float     # how wide its working day is
    trouble: float          # share of its tasks that fail
    chain_share: float      # share of its submissions that are chains or chords
    bursts_per_hour: float  # of platform time
    agents: tuple[str, ...]


TENANTS = (
    Tenant("acme-labs", 1.3, 9.5, 4.0, 0.02, 0.20, 1.0, ("researcher", "analyst")),
    Tenant("halcyon", 0.9, 14.0, 5.0, 0.04, 0.30, 0.5, ("writer",)),
    Tenant("umbra-ai", 0.7, 20.0, 6.0, 0.06, 0.10, 0.7, ("researcher", "watcher")),
    Tenant("northwind", 0.5, 11.0, 3.0, 0.01, 0.15, 0.2, ("analyst", "writer")),
    # The noisy neighbour: most bursts, most failures, most refused requests.
    Tenant("bluefin", 0.8, 16.0, 7.0, 0.12, 0.05, 3.0, ("watcher", "researcher")),
)

NIGHT_SHARE = 0.15


def rate(tenant: Tenant, hour: float) -> float:
    """Tasks per second at that hour of the day: a bell around the peak, never quite nothing."""
    away = min(abs(hour - tenant.peak_hour), 24 - abs(hour - tenant.peak_hour))
    bell = math.exp(-(away / tenant.spread_hours) ** 2)
    return tenant.weight * (NIGHT_SHARE + (1 - NIGHT_SHARE) * bell)
