# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory of the window with the live task table under the local platform's load, beside Chromium's bare window."""
import time

from harness import processes
from harness.figure import Figure, Run

TARGETS = ["pilothouse", "pilothousectl"]
SECONDS = 60  # under load, on the page, before it is measured


def ours(bench, screen):
    window = bench.window()
    window.wait_mark("live_content")
    screen.keys("g", "q")
    end = time.monotonic() + SECONDS
    most = 0.0
    while time.monotonic() < end:
        time.sleep(1)
        most = max(most, processes.pss_mb([window.process.pid]))
    cpu, waited = bench.usage(window.process)
    run = Run(most, cpu, waited, {"at_the_end": processes.pss_parts(window.process.pid), "seconds": SECONDS})
    window.close()
    return run


def peer(bench, screen, words):
    begin = time.monotonic()
    process = bench.start(words, stdout=-3, stderr=-3)
    screen.wait(lambda pixels: sum(pixel == bench.PAGE_COLOUR for pixel in pixels) * 2 > len(pixels), begin)
    time.sleep(5)
    run = Run(processes.pss_mb(processes.tree(process.pid)), *bench.usage(process))
    process.terminate()
    process.wait()
    return run


def figures(bench):
    bench.keychain()
    bench.platform()
    screen = bench.screen()
    runs = [ours(bench, screen) for _ in range(bench.runs)]
    words = bench.chromium()
    yield Figure("memory.window", "MB PSS", runs, 120, peer="chromium --app, one static page, all its processes" if words else "chromium is not installed",
                 peer_runs=[peer(bench, screen, words) for _ in range(bench.runs)] if words else [], ratio_target=0.4,
                 about=f"most within {SECONDS} s of load with the queues page open")
