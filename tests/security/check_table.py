# SPDX-License-Identifier: GPL-3.0-or-later
"""README.md names a test for each promise: each must exist. Usage: check_table.py SOURCE_DIR BUILD_DIR"""
import json
import pathlib
import re
import subprocess
import sys
import unittest

SOURCE, BUILD = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
del sys.argv[1:]

# Of the contract; those left out concern parts that are not built yet.
PROMISES = {"S1", "S2", "S3", "S4", "S5", "S7", "S8", "S9", "S12", "S13", "S14", "S15", "S16", "S17", "S19", "S21", "S22", "S25", "S26"}


def rows():
    for line in (SOURCE / "tests/security/README.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and not cells[0].startswith(("---", "S |", "Promise")) and cells[0] != "S":
            yield cells if len(cells) == 5 else ["", *cells]


class Table(unittest.TestCase):
    def test_every_promise_has_a_proof(self):
        self.assertEqual({row[0] for row in rows()} - {""}, PROMISES)

    def test_every_case_exists(self):
        for _, promise, file, cases, _ in rows():
            with self.subTest(promise):
                text = (SOURCE / file).read_text()
                for case in re.findall(r'"[^"]+"|\S+', cases):
                    if case.startswith('"'):
                        self.assertTrue(case in text, "%s is not in %s" % (case, file))
                    elif file.endswith(".cpp"):
                        self.assertTrue(re.search(r"\bvoid %s\(\)" % case, text), "%s has no case %s" % (file, case))
                    else:
                        self.assertTrue(case in text, "%s is not in %s" % (case, file))

    def test_every_ctest_exists(self):
        listed = json.loads(subprocess.run(["ctest", "--test-dir", str(BUILD), "--show-only=json-v1"], capture_output=True, text=True, check=True).stdout)
        names = {test["name"] for test in listed["tests"]}
        for _, promise, file, _, ctest in rows():
            with self.subTest(promise):
                self.assertTrue(ctest in names, ctest + " is no test")


if __name__ == "__main__":
    unittest.main()
