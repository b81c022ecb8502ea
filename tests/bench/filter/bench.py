# SPDX-License-Identifier: GPL-3.0-or-later
"""Filtering and scrolling 200 000 tasks in the window while 4 000 events a second arrive: the worst stall.

A stall is the wall time of one event of the GUI thread less its wait for a processor.
"""
import json
import socket
import subprocess
import time

from harness import processes
from harness.figure import Figure, Run

TARGETS = ["pilothouse", "pilothousectl", "bench_ingest_generate"]
TASKS = 200_000
RATE = 4_000
SECONDS = 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def generate(bench, port, *words):
    return [str(bench.build / "bench" / "bench_ingest_generate"), str(port), *map(str, words)]


def act(screen):
    """A person at the table: filters come and go, pages are turned, the ends are looked at."""
    for text in ("state:succeeded", "name:agents.task_7", "runtime:>1ms", "acme"):
        screen.keys("slash")
        subprocess.run(["xdotool", "type", "--delay", "30", text], env=screen.environment, check=False)
        screen.keys("Return")
        time.sleep(0.5)
        screen.keys(*["Next"] * 8, "End", "Home", *["Down"] * 10)
        screen.keys("slash", "ctrl+a", "BackSpace", "BackSpace", "Return")
        time.sleep(0.3)


def once(bench, screen, port):
    window = bench.window("bench")
    window.wait_mark("live_content")
    screen.keys("g", "q")
    time.sleep(0.5)
    screen.keys("alt+2")
    subprocess.run(generate(bench, port, TASKS), check=True, capture_output=True)
    time.sleep(2)
    memory = processes.pss_mb([window.process.pid])
    begin = time.monotonic()
    before = bench.usage(window.process)
    paced = bench.start(generate(bench, port, RATE * SECONDS // 3, RATE, TASKS + 1), stdout=subprocess.PIPE, text=True)
    turns = 0
    while paced.poll() is None:
        act(screen)
        turns += 1
    sent = json.loads(paced.stdout.read())
    end = time.monotonic()
    after = bench.usage(window.process)
    window.close()
    lines = window.lines()
    origin = next(line["monotonic_ms"] for line in lines if line["kind"] == "begin")
    within = [line for line in lines if "stall_ms" in line and begin * 1000 <= origin + line["t_ms"] <= end * 1000]
    worst = max(within, key=lambda line: line["stall_ms"], default={"stall_ms": 0.0, "in": "", "wall_ms": 0.0})
    return Run(worst["stall_ms"], after[0] - before[0], after[1] - before[1], {
        "worst_in": worst["in"], "worst_wall_ms": worst["wall_ms"], "stalls_above_50_ms": sum(line["stall_ms"] > 50 for line in within),
        "paints": sum(line["kind"] == "paint" for line in within), "turns": turns, "events_per_second": sent["per_second"],
        "pss_with_all_tasks_mb": round(memory, 1)})


def figures(bench):
    bench.keychain()
    port = free_port()
    bench.start(["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", bench.folder], stdout=subprocess.DEVNULL)
    bench.companion("env", "add", "bench", "--kind", "local", "--link", f"redis-broker=redis://127.0.0.1:{port}/0")
    screen = bench.screen()
    yield Figure("filter.stall", "ms", [once(bench, screen, port) for _ in range(bench.runs)], 50,
                 about=f"worst stall of the GUI thread in {SECONDS} s at {RATE} events/s with {TASKS} tasks in the table")
