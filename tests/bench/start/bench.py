# SPDX-License-Identifier: GPL-3.0-or-later
"""Start of the window on the local platform, signed in: first paint, usable shell, live content; beside Chromium's bare window.

A new process each time, its files in the page cache (one start before is not counted), the user's session in the keychain.
"""
import time

from harness.figure import Figure, Run

TARGETS = ["pilothouse", "pilothousectl"]


def ours(bench, screen, empty):
    window = bench.window()
    seen = screen.wait(lambda pixels: sum(a != b for a, b in zip(pixels, empty)) * 2 > len(empty), window.begin)
    window.wait_mark("live_content")
    marks = window.marks()
    cpu, waited = bench.usage(window.process)
    window.close()
    screen.wait_empty(empty)
    return seen, marks, cpu, waited


def peer(bench, screen, empty, words):
    begin = time.monotonic()
    process = bench.start(words, stdout=-3, stderr=-3)  # to nowhere
    seen = screen.wait(lambda pixels: sum(pixel == bench.PAGE_COLOUR for pixel in pixels) * 2 > len(pixels), begin)
    cpu, waited = bench.usage(process)
    process.terminate()
    process.wait()
    screen.wait_empty(empty)
    return Run(seen, cpu, waited)


def figures(bench):
    bench.keychain()
    bench.platform()
    screen = bench.screen()
    empty = screen.pixels()
    ours(bench, screen, empty)
    runs = [ours(bench, screen, empty) for _ in range(bench.runs)]
    words = bench.chromium()
    beside = []
    if words:
        peer(bench, screen, empty, words)
        beside = [peer(bench, screen, empty, words) for _ in range(bench.runs)]
    for mark, target, about in (("first_paint", 150, "the end of the first paint"), ("usable", 300, "a click would be answered within 16 ms"),
                                ("live_content", 1000, "the first reading of the queues is painted")):
        yield Figure("start." + mark, "ms", [Run(marks[mark], cpu, waited, {"marks": {name: round(at, 1) for name, at in marks.items()}})
                                             for _, marks, cpu, waited in runs], target, about=about)
    yield Figure("start.on_screen", "ms", [Run(seen, cpu, waited) for seen, _, cpu, waited in runs],
                 peer="chromium --app, one static page" if words else "chromium is not installed", peer_runs=beside, ratio_target=0.5,
                 about="from exec until the window's pixels are in the frame buffer")
