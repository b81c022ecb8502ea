# SPDX-License-Identifier: GPL-3.0-or-later
"""What is going to be sent, decided from the seed alone: same seed, same submissions in the same order."""
from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from load import tenants

FAULTS = ("tool-timeout", "context-window", "quota", "template", "bad-answer")
MODELS = ("large-2", "small-2", "vision-1")
STEPS = (0, 3, 6, 9)  # priority steps of the broker; 0 is the most urgent


@dataclass(frozen=True)
class Submission:
    """One call of Celery: a single task, a chain or a chord."""
    at: float                           # seconds since the start
    shape: str                          # single, chain, chord
    task: str                           # name; for chains and chords of the first task
    kwargs: dict = field(default_factory=dict)
    outcome: str = "success"            # success, failure, retry, revoke-waiting, revoke-running, expire
    priority: int | None = None
    countdown: float | None = None
    width: int = 0                      # members of a chord


@dataclass(frozen=True)
class WebRequest:
    at: float
    method: str
    path: str
    tenant: str
    source: str                         # loopback address of the client
    headers: dict = field(default_factory=dict)
    body: dict | None = None


def _poisson(rng: random.Random, mean: float) -> int:
    limit, product, n = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        n += 1
    return n


def _session(rng: random.Random, tenant: str) -> str:
    return f"s-{tenant[:3]}-{rng.getrandbits(32):08x}"


def _outcome(rng: random.Random, trouble: float) -> str:
    draw = rng.random()
    if draw < trouble:
        return "failure"
    if draw < trouble + 0.04:
        return "retry"
    if draw < trouble + 0.05:
        return "revoke-waiting"
    if draw < trouble + 0.054:
        return "revoke-running"
    return "expire" if draw < trouble + 0.058 else "success"


def _single(rng: random.Random, tenant: tenants.Tenant, at: float, quick: bool = False) -> Submission:
    outcome = _outcome(rng, tenant.trouble)
    kwargs = {"tenant": tenant.name, "session_id": _session(rng, tenant.name)}
    if outcome == "revoke-running":
        return Submission(at, "single", "maintenance.reindex_artifacts", kwargs | {"seconds": 120.0}, outcome)
    if outcome in ("revoke-waiting", "expire"):
        return Submission(at, "single", "artifacts.render", kwargs | {"pages": 4}, outcome, countdown=6.0)
    task = "llm.embed" if quick else rng.choices(
        ("agents.run_session", "llm.complete", "llm.embed", "artifacts.render"), (3, 4, 2, 1.5))[0]
    if outcome == "retry" and task == "llm.embed":
        task = "llm.complete"
    seconds = {"agents.run_session": 0.5, "llm.complete": 0.3, "llm.embed": 0.05, "artifacts.render": 0.8}[task]
    kwargs["seconds"] = round(seconds * rng.lognormvariate(0, 0.5), 3)
    if task == "agents.run_session":
        kwargs["agent"] = rng.choice(tenant.agents)
    elif task == "llm.complete":
        kwargs["model"] = rng.choice(MODELS)
    elif task == "llm.embed":
        kwargs["chunk"] = rng.randrange(40)
    if outcome == "failure":
        kwargs["fault"] = rng.choice(FAULTS)
    elif outcome == "retry":
        kwargs |= {"fault": "retry", "fail_times": rng.choice((1, 1, 2))}
    priority = rng.choice(STEPS) if rng.random() < 0.25 else None
    countdown = round(rng.uniform(5, 90), 1) if rng.random() < 0.03 else None
    return Submission(at, "single", task, kwargs, outcome, priority, countdown)


def _group(rng: random.Random, tenant: tenants.Tenant, at: float) -> Submission:
    kwargs = {"tenant": tenant.name, "session_id": _session(rng, tenant.name)}
    if rng.random() < tenant.trouble:
        kwargs["fault"] = rng.choice(FAULTS)
    outcome = "failure" if "fault" in kwargs else "success"
    if rng.random() < 0.6:
        return Submission(at, "chain", "agents.plan_steps", kwargs, outcome)
    return Submission(at, "chord", "llm.embed", kwargs, outcome, width=rng.randint(3, 7))


def _burst(rng: random.Random, tenant: tenants.Tenant, at: float) -> Iterator[Submission | WebRequest]:
    """A batch job and its chat requests, all at once: the queue grows and the limits refuse."""
    size = rng.randint(25, 70)
    for n in range(size):
        yield _single(rng, tenant, at + n * 0.01, quick=rng.random() < 0.7)
    source = _source(tenant, rng.randrange(4))
    for n in range(rng.randint(15, 30)):
        yield _chat(rng, tenant, at + n * 0.05, source)


def _source(tenant: tenants.Tenant, client: int) -> str:
    return f"127.1.{tenants.TENANTS.index(tenant) + 1}.{client + 10}"


def _message(rng: random.Random, tenant: tenants.Tenant) -> dict:
    return {"tenant": tenant.name, "session_id": _session(rng, tenant.name), "text": "word " * rng.randint(3, 60)}


def _chat(rng: random.Random, tenant: tenants.Tenant, at: float, source: str) -> WebRequest:
    return WebRequest(at, "POST", "/api/chat", tenant.name, source, body=_message(rng, tenant))


def _web(rng: random.Random, tenant: tenants.Tenant, at: float) -> WebRequest:
    source = _source(tenant, rng.randrange(4))
    user = f"{tenant.name}-user-{rng.randrange(6)}"
    draw = rng.random()
    if draw < 0.25:
        return _chat(rng, tenant, at, source)
    if draw < 0.4:
        return WebRequest(at, "POST", "/api/chat/premium", tenant.name, source, {"X-User-Id": user}, _message(rng, tenant))
    if draw < 0.5:
        agent = f"{tenant.name}-{rng.choice(tenant.agents)}"
        return WebRequest(at, "POST", "/api/agents/run", tenant.name, source, {"X-Agent-Id": agent}, _message(rng, tenant))
    if draw < 0.85:
        query = rng.choice(("", "?q=report", "?q=notes", "?q=zzz", "?q=price"))
        return WebRequest(at, "GET", f"/api/items{query}", tenant.name, source)
    if draw < 0.92:
        return WebRequest(at, "GET", f"/api/sessions?tenant={tenant.name}", tenant.name, source, {"X-User-Id": user})
    stars = rng.choice((1, 3, 4, 5, 5))
    body = {"tenant": tenant.name, "session_id": _session(rng, tenant.name), "stars": stars}
    return WebRequest(at, "POST", "/api/feedback", tenant.name, source, body=body)


def day(seed: int, day_seconds: float, start_hour: float = 8.0, pace: float = 1.0) -> Iterator[Submission | WebRequest]:
    """Endless, in order of time. `day_seconds`: how long a day of the platform takes; `pace` scales every rate."""
    rng = random.Random(seed)
    second = 0
    while True:
        hour = (start_hour + 24.0 * second / day_seconds) % 24.0
        batch: list[Submission | WebRequest] = []
        for tenant in tenants.TENANTS:
            rate = tenants.rate(tenant, hour) * pace
            for _ in range(_poisson(rng, rate)):
                make = _group if rng.random() < tenant.chain_share / 3 else _single
                batch.append(make(rng, tenant, second + rng.random()))
            for _ in range(_poisson(rng, rate * 1.2)):
                batch.append(_web(rng, tenant, second + rng.random()))
            if rng.random() < tenant.bursts_per_hour * 24.0 / day_seconds * pace:
                batch.extend(_burst(rng, tenant, float(second)))
        yield from sorted(batch, key=lambda item: item.at)
        second += 1


def bounded(seed: int, count: int) -> list[Submission]:
    """Exactly `count` single tasks, quick ones, with every kind of end from eight tasks on."""
    rng = random.Random(seed)
    shares = {"failure": 0.12, "retry": 0.12, "revoke-waiting": 0.05}
    least = 1 if count >= 8 else 0
    outcomes = [kind for kind, share in shares.items() for _ in range(max(least, int(count * share)))]
    outcomes += ["revoke-running"] * (2 * least)
    outcomes += ["success"] * (count - len(outcomes))
    rng.shuffle(outcomes)
    return [_bounded_task(rng, outcome) for outcome in outcomes[:count]]


def _bounded_task(rng: random.Random, outcome: str) -> Submission:
    tenant = rng.choice(tenants.TENANTS)
    kwargs = {"tenant": tenant.name, "session_id": _session(rng, tenant.name)}
    if outcome == "revoke-running":
        return Submission(0, "single", "maintenance.reindex_artifacts", kwargs | {"seconds": 600.0}, outcome)
    if outcome == "revoke-waiting":
        return Submission(0, "single", "artifacts.render", kwargs | {"pages": 2}, outcome, countdown=3.0)
    kwargs["seconds"] = round(rng.uniform(0.005, 0.04), 3)
    if outcome == "failure":
        kwargs["fault"] = rng.choice(FAULTS)
    elif outcome == "retry":
        kwargs |= {"fault": "retry", "fail_times": 1}
    tasks = ("agents.run_session", "llm.complete", "artifacts.render")
    task = rng.choice(tasks if outcome == "retry" else tasks + ("agents.plan_steps",))
    return Submission(0, "single", task, kwargs, outcome, rng.choice(STEPS) if rng.random() < 0.3 else None)
