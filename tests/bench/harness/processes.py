# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kernel tells about running processes."""
import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def tree(pid):
    """The process and all below it that are alive."""
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, open_ = [], [pid]
    while open_:
        each = open_.pop()
        found.append(each)
        open_ += children.get(each, [])
    return found


def usage(pids):
    """Seconds of CPU, and seconds of waiting for a processor, of all threads that are alive."""
    cpu = waited = 0.0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*"):
            try:
                running, waiting, _ = (task / "schedstat").read_text().split()
            except (OSError, ValueError):
                continue
            cpu += int(running) / 1e9
            waited += int(waiting) / 1e9
    return cpu, waited


def pss_mb(pids):
    """Proportional set size of the processes together, in MB (10^6 bytes)."""
    total = 0
    for pid in pids:
        try:
            for line in open(f"/proc/{pid}/smaps_rollup"):
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except OSError:
            continue
    return total / 1e6


def pss_parts(pid):
    """Where the memory is, in MB: private and shared parts of anonymous memory and of files."""
    parts = {}
    for line in open(f"/proc/{pid}/smaps_rollup"):
        words = line.split()
        if words[0] in ("Rss:", "Pss:", "Pss_Anon:", "Pss_File:", "Private_Dirty:", "Private_Clean:"):
            parts[words[0][:-1].lower() + "_mb"] = round(int(words[1]) * 1024 / 1e6, 1)
    return parts
