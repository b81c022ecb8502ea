# SPDX-License-Identifier: GPL-3.0-or-later
"""How the two programs are built, and where they load libraries from. Usage: check_binaries.py BUILD_DIR

Position independent, RELRO with immediate binding, no executable stack, stack protector, FORTIFY (wherever the build
optimises), no relative or temporary folder in any library path, and nothing is tried in the folder they are started in.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path(sys.argv[1])
del sys.argv[1:]

PROGRAMS = [path for path in (BUILD / "bin/pilothouse", BUILD / "bin/pilothousectl") if path.exists()]


def readelf(*words):
    return subprocess.run(["readelf", "-W", *map(str, words)], capture_output=True, text=True, check=True).stdout


class Binaries(unittest.TestCase):
    def setUp(self):
        self.assertEqual(len(PROGRAMS), 2, "both programs are built")

    def test_position_independent(self):
        for program in PROGRAMS:
            self.assertRegex(readelf("-h", program), r"Type:\s+DYN")
            self.assertRegex(readelf("-d", program), r"FLAGS_1.*\bPIE\b")

    def test_relocations_are_read_only(self):
        for program in PROGRAMS:
            self.assertIn("GNU_RELRO", readelf("-l", program))
            self.assertRegex(readelf("-d", program), r"BIND_NOW|FLAGS_1.*\bNOW\b")

    def test_the_stack_is_no_code(self):
        for program in PROGRAMS:
            self.assertRegex(readelf("-l", program), r"GNU_STACK\s+(?:0x\w+\s+){5}RW\s")

    def test_nothing_is_writable_and_executable(self):
        for program in PROGRAMS:
            self.assertNotRegex(readelf("-l", program), r"LOAD\s+(?:0x\w+\s+){5}RWE")

    def test_stack_protector(self):
        for program in PROGRAMS:
            self.assertIn("__stack_chk_fail", readelf("--dyn-syms", program))

    def test_fortify(self):
        commands = [entry["command"] for entry in json.loads((BUILD / "compile_commands.json").read_text())
                    if "/services/" in entry["file"] or "/services/" in entry.get("output", "")]
        if any("-fsanitize=" in command for command in commands):
            self.skipTest("sanitizers take its place")
        for command in commands:
            level = re.findall(r"-O(\w)", command)
            if level and level[-1] != "0":
                self.assertIn("-D_FORTIFY_SOURCE=2", command)
        if all(re.findall(r"-O(\w)", command)[-1:] not in ([], ["0"]) for command in commands):
            self.assertTrue(any(re.search(r"__\w+_chk\b", readelf("--dyn-syms", p).replace("__stack_chk_fail", "")) for p in PROGRAMS))

    def test_library_paths_are_absolute(self):
        for program in PROGRAMS:
            for paths in re.findall(r"\((?:RPATH|RUNPATH)\).*\[(.*)\]", readelf("-d", program)):
                for path in paths.split(":"):
                    self.assertTrue(path.startswith(("/", "$ORIGIN")), "%s: %r" % (program, path))
                    self.assertFalse(path.startswith(("/tmp", "/var/tmp", "/dev/shm")), path)

    def test_nothing_is_loaded_from_where_they_are_started(self):
        with tempfile.TemporaryDirectory() as folder:
            for planted in ("platforms", "tls", "imageformats", "lib"):
                (pathlib.Path(folder) / planted).mkdir()
            for library in ("libssl.so.3", "platforms/libqoffscreen.so", "tls/libqopensslbackend.so"):
                (pathlib.Path(folder) / library).write_bytes(b"not a library")
            for program in PROGRAMS:
                environment = {key: value for key, value in os.environ.items() if key not in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH")}
                environment.update(LD_DEBUG="libs,files", QT_DEBUG_PLUGINS="1", QT_QPA_PLATFORM="offscreen", PILOTHOUSE_HOME=folder + "/home",
                                   XDG_RUNTIME_DIR=folder)
                answer = subprocess.run([program, "--help"], cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
                self.assertEqual(answer.returncode, 0, answer.stderr[-500:])
                tried = re.findall(r"trying file=(\S+)|file=(\S+) \[0\];\s+dynamically loaded|load library (\S+)|checking directory path \"([^\"]+)\"", answer.stderr)
                names = {name for group in tried for name in group if "/" in name}
                self.assertTrue(names, "the loader said nothing")
                for name in names:
                    self.assertTrue(name.startswith("/"), name)
                    self.assertFalse(name.startswith(folder), name)


if __name__ == "__main__":
    unittest.main()
