# SPDX-License-Identifier: GPL-3.0-or-later
"""Headless ingest of the event stream at the rate Redis publishes, beside a bare hiredis + simdjson reader (ingest/run has the details)."""
import json
import subprocess
from pathlib import Path

from harness.figure import Figure, Run

TARGETS = ["pilothousectl", "bench_ingest_generate", "bench_ingest_barereader"]
TASKS = 200_000


def figures(bench):
    done = subprocess.run([str(Path(__file__).parent / "run"), str(bench.build), str(TASKS), str(bench.runs)], capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        raise SystemExit(f"ingest/run ended with {done.returncode}: {done.stderr}")
    told = json.loads(done.stdout.strip().splitlines()[-1])
    events = told["events"]
    yield Figure("ingest.cpu", told["unit"], [Run(told["value"], told["value"] * events / 1e6, 0.0, {"all": told})], peer="bare hiredis + simdjson reader",
                 peer_runs=[Run(told["peer"])], ratio_target=2.0, about="CPU of an event, both reading the same stream")
    yield Figure("ingest.lost", "events", [Run(told["lost"], more={"gaps": told["gaps"], "published_per_second": told["published_per_second"]})], 0,
                 about=f"of {events} at the rate one publisher and Redis reach")
    yield Figure("ingest.memory", "bytes of peak RSS per task", [Run(told["peak_rss_bytes_per_task"], more={"tasks": told["tasks"]})],
                 about="the whole process, with all it has loaded, by the number of tasks")
