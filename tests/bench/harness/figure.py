# SPDX-License-Identifier: GPL-3.0-or-later
"""One figure of a benchmark, and its file."""
import json
import os
import platform
import statistics
import subprocess
from dataclasses import dataclass, field


@dataclass
class Run:
    """One measurement: the value, and what the measured processes had of the machine."""
    value: float
    cpu_s: float = 0.0
    run_queue_delay_s: float = 0.0
    more: dict = field(default_factory=dict)  # goes into the file as it is


@dataclass
class Figure:
    name: str
    unit: str
    runs: list
    target: float | None = None  # the value must not be above it
    peer: str | None = None  # what stands beside it; or why nothing does
    peer_runs: list = field(default_factory=list)
    ratio_target: float | None = None
    about: str = ""

    def middle(self):
        return sorted(self.runs, key=lambda run: run.value)[(len(self.runs) - 1) // 2]


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "")
    memory = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal"))
    return f"{platform.machine()}, {os.cpu_count()} CPUs {model}, {memory // 1024 // 1024} GiB, Linux {platform.release()}"


def commit(root):
    def git(*words):
        return subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=False).stdout.strip()
    return (git("rev-parse", "--short=12", "HEAD") or "unknown") + ("+changes" if git("status", "--porcelain", "-uno") else "")


def as_json(figure, root):
    middle = figure.middle()
    peer_value = statistics.median(run.value for run in figure.peer_runs) if figure.peer_runs else None
    ratio = middle.value / peer_value if peer_value else None
    ok = (figure.target is None or middle.value <= figure.target) and (
        figure.ratio_target is None or ratio is None or ratio <= figure.ratio_target)
    spread = [{"value": round(run.value, 3), "cpu_s": round(run.cpu_s, 3), "run_queue_delay_s": round(run.run_queue_delay_s, 3), **run.more}
              for run in figure.runs]
    return {
        "name": figure.name, "about": figure.about, "value": round(middle.value, 3), "unit": figure.unit, "target": figure.target, "ok": ok,
        "peer": figure.peer, "peer_value": None if peer_value is None else round(peer_value, 3),
        "ratio": None if ratio is None else round(ratio, 3), "ratio_target": figure.ratio_target,
        "cpu_s": round(middle.cpu_s, 3), "run_queue_delay_s": round(middle.run_queue_delay_s, 3), "load_average": os.getloadavg()[0],
        "commit": commit(root), "machine": machine(), "runs": spread, "peer_runs": [round(run.value, 3) for run in figure.peer_runs],
    }


def write(figure, folder, root):
    """Writes NAME.json and a line for the reader; true when the targets are met."""
    folder.mkdir(parents=True, exist_ok=True)
    data = as_json(figure, root)
    (folder / f"{figure.name}.json").write_text(json.dumps(data, indent=1) + "\n")
    beside = f"; {data['peer']}: {data['peer_value']:g}, ratio {data['ratio']:g}" if data["ratio"] is not None else ""
    limit = f" (target {figure.target:g})" if figure.target is not None else ""
    print(f"{'ok    ' if data['ok'] else 'MISSED'} {figure.name:22} {data['value']:g} {figure.unit}{limit}{beside}; "
          f"CPU {data['cpu_s']:g} s, waited {data['run_queue_delay_s']:g} s", flush=True)
    return data["ok"]
