# SPDX-License-Identifier: GPL-3.0-or-later
"""Installing starts no service, and puts back what it changed for that. Usage: test_installer.py SOURCE_FOLDER"""
import os
import pathlib
import signal
import stat
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1))
TOOL = SOURCE / "installer" / "without-services"
POLICY = "usr/sbin/policy-rc.d"
CLUSTER = "etc/postgresql-common/createcluster.conf"
OWN_POLICY = "#!/bin/sh\nexit 0\n"
OWN_CLUSTER = "# comment\n#create_main_cluster = true\ndata_directory = '/srv/%v/%c'\n"


class System(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)
        self.root = pathlib.Path(self.place.name)

    def put(self, path, text, mode=0o644):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)

    def run_tool(self, *words, code=0):
        done = subprocess.run([str(TOOL), "--root", str(self.root), *words], capture_output=True, text=True)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def seen_within(self):
        """What an installation would find: answer of policy-rc.d, and the cluster's settings."""
        script = 'sh "$1/%s" redis-server start; echo "answer $?"; cat "$1/%s" 2>/dev/null || echo none' % (POLICY, CLUSTER)
        return self.run_tool("sh", "-c", script, "sh", str(self.root)).stdout

    def files(self):
        """Every file with its content and mode, but the lock."""
        return {str(path.relative_to(self.root)): (os.readlink(path) if path.is_symlink() else path.read_text(),
                                                   stat.S_IMODE(path.lstat().st_mode))
                for path in sorted(self.root.rglob("*")) if (path.is_symlink() or path.is_file()) and "run/lock" not in str(path)}


class WithoutServices(System):
    def test_a_bare_system_is_left_bare(self):
        seen = self.seen_within()
        self.assertIn("answer 101", seen)
        self.assertIn("none", seen)  # the file must come with its package
        self.assertEqual(self.files(), {})

    def test_own_files_come_back_as_they_were(self):
        self.put(POLICY, OWN_POLICY, 0o755)
        self.put(CLUSTER, OWN_CLUSTER, 0o640)
        before = self.files()
        seen = self.seen_within()
        self.assertIn("answer 101", seen)
        self.assertIn("\ncreate_main_cluster = false\n", seen)
        self.assertNotIn("create_main_cluster = true", seen)
        self.assertIn("data_directory = '/srv/%v/%c'", seen)
        self.assertEqual(self.files(), before)

    def test_a_missing_cluster_file_is_missing_again(self):
        (self.root / CLUSTER).parent.mkdir(parents=True)
        self.assertIn("create_main_cluster = false", self.seen_within())
        self.assertEqual(self.files(), {})

    def test_a_policy_that_is_a_link_stays_one(self):
        (self.root / POLICY).parent.mkdir(parents=True)
        (self.root / POLICY).symlink_to("/etc/alternatives/policy-rc.d-nowhere")
        before = self.files()
        self.assertIn("answer 101", self.seen_within())
        self.assertEqual(self.files(), before)

    def test_put_back_when_the_installation_fails(self):
        self.put(POLICY, OWN_POLICY, 0o755)
        before = self.files()
        self.run_tool("sh", "-c", "exit 100", code=100)
        self.assertEqual(self.files(), before)

    def start_and_wait(self):
        child = subprocess.Popen([str(TOOL), "--root", str(self.root), "sh", "-c", "echo ready; read line"],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.assertEqual(child.stdout.readline(), "ready\n")
        return child

    def test_put_back_when_it_is_terminated(self):
        self.put(CLUSTER, OWN_CLUSTER)
        before = self.files()
        child = self.start_and_wait()
        child.send_signal(signal.SIGTERM)
        child.communicate("\n", timeout=10)
        self.assertEqual(child.returncode, 130)
        self.assertEqual(self.files(), before)

    def killed(self):
        self.put(POLICY, OWN_POLICY, 0o755)
        self.put(CLUSTER, OWN_CLUSTER)
        before = self.files()
        child = self.start_and_wait()
        child.kill()
        child.communicate("\n", timeout=10)
        self.assertNotEqual(self.files(), before)
        return before

    def test_what_a_killed_run_left_is_put_back(self):
        before = self.killed()
        self.run_tool("--is-left")
        self.run_tool("--restore")
        self.assertEqual(self.files(), before)
        self.run_tool("--is-left", code=1)

    def test_what_a_killed_run_left_is_put_back_by_the_next(self):
        before = self.killed()
        self.assertIn("answer 101", self.seen_within())
        self.assertEqual(self.files(), before)


class Packages(System):
    """installer/packages with a dpkg, an apt-get and an identity that are scripts of this test."""

    def setUp(self):
        super().setUp()
        self.bin = self.root / "bin"
        self.script("dpkg-query", "cat %s/installed" % self.root)
        self.script("apt-get", 'echo "$@" >>%s/calls' % self.root)
        self.script("sudo", "exit 1")
        self.script("id", "echo 1000")

    def script(self, name, body):
        self.put("bin/" + name, "#!/bin/sh\n%s\n" % body, 0o755)

    def run_packages(self, *words):
        environment = dict(os.environ, PATH="%s:%s" % (self.bin, os.environ["PATH"]))
        return subprocess.run([str(SOURCE / "installer/packages"), *words], capture_output=True, text=True, env=environment,
                              stdin=subprocess.DEVNULL)

    def wanted(self, purpose):
        return self.run_packages("--print", "--for", purpose).stdout.split()

    def test_without_root_it_prints_one_line_and_ends_with_2(self):
        names = self.wanted("try")
        self.put("installed", "".join("%s installed\n" % name for name in names if name not in ("mold", "redis-server"))
                 + "mold config-files\n")
        done = self.run_packages()
        self.assertEqual(done.returncode, 2)
        self.assertIn("will be installed: mold redis-server\n", done.stderr)
        self.assertIn("\n  apt-get install --no-install-recommends mold redis-server\n", done.stderr)
        self.assertFalse((self.root / "calls").exists())

    def test_nothing_is_missing(self):
        self.put("installed", "".join("%s installed\n" % name for name in self.wanted("tests")))
        done = self.run_packages("--for", "tests")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_with_sudo_it_says_it_once_and_becomes_root(self):
        self.script("sudo", 'echo "sudo $*" >>%s/calls' % self.root)
        self.put("installed", "")
        done = self.run_packages()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr.count("will be installed"), 1)
        self.assertIn("installer/packages --for try --announced", (self.root / "calls").read_text())

    def test_tests_need_more(self):
        self.assertLess(set(self.wanted("try")), set(self.wanted("tests")))


class DesktopEntry(unittest.TestCase):
    def test_links_lead_to_the_window_wherever_it_is_installed(self):
        lines = (SOURCE / "resources/desktop/pilothouse.desktop").read_text().splitlines()
        entry = dict(line.split("=", 1) for line in lines if "=" in line)
        self.assertEqual(lines[0], "[Desktop Entry]")
        self.assertEqual(entry["MimeType"], "x-scheme-handler/pilothouse;")
        self.assertEqual(entry["Exec"], "pilothouse %u")
        self.assertTrue((SOURCE / "resources/desktop" / (entry["Icon"] + ".svg")).is_file())


if __name__ == "__main__":
    unittest.main()
