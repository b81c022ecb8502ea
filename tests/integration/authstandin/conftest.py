"""Servers shared by the contract tests: one cluster, one gateway; tests with settings of their own start another."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cluster import Cluster  # noqa: E402
from server import Gateway  # noqa: E402


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    try:
        made.start()
        applied = made.apply()
        assert applied.returncode == 0, applied.stdout
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def gateway(cluster: Cluster) -> Iterator[Gateway]:
    running = Gateway(cluster)
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture(scope="module")
def gateway_with(cluster: Cluster) -> Iterator[Callable[..., Gateway]]:
    """Starts further gateways over the same database, ended with the module."""
    started: list[Gateway] = []

    def start(**settings: Any) -> Gateway:
        started.append(Gateway(cluster, **settings))
        return started[-1].start()

    try:
        yield start
    finally:
        for running in started:
            running.ask_to_end()
        for running in started:
            running.stop()
