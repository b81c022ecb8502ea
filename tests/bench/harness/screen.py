# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen of one's own (Xvfb with a window manager), and what is on it: read from its frame buffer, so that any
program's window is seen at the same moment that a person would see it."""
import mmap
import os
import select
import struct
import subprocess
import time
from pathlib import Path


class Screen:
    def __init__(self, folder, environment, width=1440, height=900):
        self.folder, self.width, self.height = Path(folder), width, height
        if not self.begin():
            raise SystemExit("Xvfb does not start: " + (self.folder / "xvfb.log").read_text()[-500:])
        self.environment = dict(environment, DISPLAY=self.name)
        self.manager = subprocess.Popen(["openbox"], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(self.folder / "Xvfb_screen0", "rb") as file:
            self.memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        header = struct.unpack(">25I", self.memory[:100])
        self.first = header[0] + header[19] * 12  # behind header and colour table
        self.line = header[12]

    def begin(self):
        read, write = os.pipe()
        with open(self.folder / "xvfb.log", "wb") as log:
            self.server = subprocess.Popen(
                ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{self.width}x{self.height}x24", "-fbdir", str(self.folder), "-nolisten", "tcp", "-noreset"],
                pass_fds=[write], stdout=log, stderr=log)
        os.close(write)
        told = ""
        while not told.endswith("\n") and select.select([read], [], [], 20)[0]:  # two writes; it ends when the second fails
            part = os.read(read, 16).decode()
            if not part:
                break
            told += part
        os.close(read)
        told = told.strip()
        self.name = ":" + told
        buffer = self.folder / "Xvfb_screen0"
        end = time.monotonic() + 20
        while told and self.server.poll() is None and time.monotonic() < end:
            if buffer.exists() and buffer.stat().st_size >= self.width * self.height * 4:
                return True
            time.sleep(0.02)
        self.server.terminate()
        self.server.wait()
        return False

    def pixels(self):
        """A grid of pixels, one in 90 each way, each 3 bytes (blue, green, red)."""
        return [self.memory[at:at + 3] for at in (
            self.first + y * self.line + x * 4 for y in range(45, self.height, 90) for x in range(45, self.width, 90))]

    def wait(self, condition, begin, limit=30.0):
        """Milliseconds since `begin` (time.monotonic) until condition(pixels) holds; looks every millisecond."""
        while True:
            if condition(self.pixels()):
                return (time.monotonic() - begin) * 1000
            if time.monotonic() - begin > limit:
                raise SystemExit(f"nothing appeared on the screen within {limit:.0f} s")
            time.sleep(0.001)

    def wait_empty(self, empty):
        self.wait(lambda pixels: sum(a != b for a, b in zip(pixels, empty)) == 0, time.monotonic(), 20)

    def xdotool(self, *words):
        return subprocess.run(["xdotool", *words], env=self.environment, capture_output=True, text=True, check=False).stdout

    def keys(self, *names):
        for name in names:
            self.xdotool("key", "--clearmodifiers", name)

    def shot(self, path):
        subprocess.run(["import", "-window", "root", str(path)], env=self.environment, check=True)

    def close(self):
        for process in (self.manager, self.server):
            process.terminate()
            process.wait()
