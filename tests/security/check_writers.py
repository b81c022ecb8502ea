# SPDX-License-Identifier: GPL-3.0-or-later
"""Who can change the platform, read from the built object files. Usage: check_writers.py SOURCE_DIR BUILD_DIR

The writing entry points of the transports are the functions with a permit in their signature. Their callers are taken from
the relocations and calls of every object of the product:
- a permit is made in Guard, SessionService and LocalPlatform only;
- a WritePermit is asked of the Guard in the Runner only, a ProbePermit in the areas' probe sources only;
- every function outside the transports that reaches a writing entry point is reached from runStep() of an Operation;
- every Operation is one that tests/security/tst_door.cpp runs.
"""
import bisect
import collections
import pathlib
import re
import subprocess
import sys
import unittest

SOURCE, BUILD = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
del sys.argv[1:]

LAYERS = ("services", "models", "ui", "app")
ENTRY = re.compile(r"^_ZN2ph9transport.*(11WritePermit)")
SYMBOL = re.compile(r"^([0-9a-f]{16}) (.{7}) (\S+)\s+([0-9a-f]{16})\s+(?:\.hidden )?(\S+)$")
CLONE = re.compile(r"\.(resume|destroy|cleanup)(\.\d+)?$")
# What makes permits, and where Guard's are asked for.
MAKERS = {"ph::operations::Guard::permit", "ph::operations::Guard::probe", "ph::auth::SessionService::permit",
          "ph::localplatform::LocalPlatform::permitOf"}
ASKERS = {"ph::operations::Guard::permit": {"ph::operations::Runner::"},
          "ph::operations::Guard::probe": {"ph::queues::QueueService::"}}


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def objects():
    found = [path for layer in LAYERS for path in (BUILD / layer).rglob("*.o")]
    return [path for path in found if "_headers.dir" not in str(path) and "mocs_compilation" not in path.name]


def demangled(names):
    names = sorted(names)
    out = subprocess.run(["c++filt"], input="\n".join(CLONE.sub("", name) for name in names), capture_output=True, text=True, check=True)
    return dict(zip(names, out.stdout.split("\n")))


def plain(name):
    """ns::Class::function of a demangled signature: no return type, no parameters, no lambda inside it."""
    name = re.sub(r"\[clone [^\]]*\]|\(anonymous namespace\)::|\[abi:\w+\]| const$", "", name)
    depth, out = 0, ""
    for c in name:
        depth += c in "<("
        if depth == 0:
            out += c
        depth -= c in ">)"
    return out.split("{lambda")[0].split("'lambda")[0].strip().split(" ")[-1]


def owner_of(name):
    """Coroutine parts and lambdas count as the function they stand in."""
    name = CLONE.sub("", name)
    while name.startswith("_ZZ"):
        inner = re.match(r"^_ZZ(.+?)E(?:NK?)?U[lt]", name)
        if not inner:
            break
        name = "_Z" + inner[1]
    return name


class Graph:
    """Function → functions it calls or takes the address of, over all objects that know of permits. From relocations: a call
    into another object always has one. Calls inside one object are read from its code, where disassemble() was asked for."""

    def __init__(self, files):
        self.edges = collections.defaultdict(set)
        self.homes = collections.defaultdict(set)  # function → objects that define it
        self.subclasses = set()
        for file in files:
            self.read(file)

    def read(self, file):
        by_section = collections.defaultdict(list)
        for line in run("objdump", "-t", str(file)).splitlines():
            parts = SYMBOL.match(line)
            if not parts or parts[3] in ("*UND*", "*ABS*") or ("d" in parts[2] and parts[5].startswith(".")):
                continue
            by_section[parts[3]].append((int(parts[1], 16), parts[5]))
            if "F" in parts[2]:
                self.homes[owner_of(parts[5])].add(file)
        symbols = {section: sorted(entries) for section, entries in by_section.items()}
        starts = {section: [start for start, _ in entries] for section, entries in symbols.items()}

        def at(section, offset):
            index = bisect.bisect_right(starts.get(section, []), offset) - 1
            return symbols[section][index][1] if index >= 0 else None

        section = None
        for line in run("objdump", "-r", str(file)).splitlines():
            if line.startswith("RELOCATION RECORDS FOR ["):
                section = line[24:-2]
                continue
            if section is None or section.startswith((".debug", ".eh_frame", ".rela", ".note")):
                continue
            parts = line.split()
            if len(parts) != 3 or not parts[1].startswith("R_X86_64_"):
                continue
            source = at(section, int(parts[0], 16))
            target = re.match(r"^(.+?)([+-]0x[0-9a-f]+)?$", parts[2])
            name = target[1]
            if name.startswith(".") and source:
                ahead = 4 if "PC32" in parts[1] or "PLT32" in parts[1] else 0
                name = at(name, int(target[2] or "0", 16) + ahead)
            if not source or not name:
                continue
            if source.startswith("_ZTI") and name == "_ZTIN2ph10operations9OperationE":
                self.subclasses.add(source)
            self.edges[owner_of(source)].add(owner_of(name))

    def disassemble(self, file):
        function = None
        for line in run("objdump", "-d", "--no-show-raw-insn", str(file)).splitlines():
            head = re.match(r"^[0-9a-f]+ <(.+)>:$", line)
            if head:
                function = owner_of(head[1])
                continue
            direct = re.search(r"\s(?:call|jmp|lea)\S*\s.*<([^>+]+)(?:\+0x[0-9a-f]+)?>$", line)
            if direct and function:
                self.edges[function].add(owner_of(direct[1]))

    def reached(self, start):
        seen, todo = set(), list(start)
        while todo:
            for target in self.edges.get(todo.pop(), ()):
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        return seen

    def callers(self, targets):
        return {function for function, called in self.edges.items() if called & targets}


class Writers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        all_objects = objects()
        if not all_objects:
            raise unittest.SkipTest("nothing is built")
        known = re.compile(r"11WritePermit|11ProbePermit|13SessionPermit|11LocalPermit|6PermitC|10operations9OperationE|10operations5Guard")
        cls.files = [file for file in all_objects if known.search(run("nm", str(file)))]
        cls.graph = Graph(cls.files)
        cls.names = demangled(set(cls.graph.edges) | {t for called in cls.graph.edges.values() for t in called})
        cls.entries = {name for name in cls.names if ENTRY.match(name) and "C1E" not in name and "C2E" not in name and "D2Ev" not in name
                       and not name.startswith("_ZN2ph9transport11WritePermit")}

    def name(self, mangled):
        return plain(self.names.get(mangled, mangled))

    def is_transport(self, mangled):
        homes = self.graph.homes.get(mangled, ())
        return bool(homes) and all("/services/transport/" in str(home) for home in homes)

    def test_the_entry_points_are_known(self):
        names = {self.name(each) for each in self.entries}
        for wanted in ("redis::Client::write", "redis::Client::writeAtomically", "redis::Client::writeScript", "http::Client::send",
                       "postgres::Client::transact", "command::Client::run", "websocket::Socket::send"):
            if wanted != "websocket::Socket::send" or any("Socket4send" in each for each in self.entries):
                self.assertIn("ph::transport::" + wanted, names)

    def test_permits_are_made_in_their_three_places(self):
        constructors = {name for name in self.names if re.match(r"^_ZN2ph9transport6PermitC[12]E.*PermitAuthority", name)}
        if not constructors:
            self.skipTest("an optimised build: the constructors are inside their callers (that nobody else can call them is compile_fail's)")
        makers = set()
        todo, seen = set(constructors), set(constructors)
        while todo:  # through the inherited constructors of the four kinds
            callers = self.graph.callers(todo) - seen
            seen |= callers
            inherited = {each for each in callers if re.match(r"^_ZN2ph9transport\d+\w+PermitCI?[12]", each)}
            makers |= {self.name(each) for each in callers - inherited}
            todo = inherited
        self.assertEqual(makers, MAKERS)

    def test_only_the_runner_asks_for_write_permits(self):
        for asked, allowed in ASKERS.items():
            targets = {each for each in self.names if self.name(each) == asked}
            self.assertTrue(targets, asked)
            callers = {each for each in self.graph.callers(targets) if self.name(each) != asked}
            self.assertTrue(callers, asked)
            # An optimising compiler puts a lambda into what calls it: its class stands in the caller's full name then.
            strangers = {self.name(each) for each in callers if not any(good in self.names[each] for good in allowed)}
            self.assertEqual(strangers, set(), "ask %s although they may not" % asked)

    def test_every_writer_is_reached_from_an_operation(self):
        steps = {each for each in self.names if self.name(each).endswith("::runStep")
                 and any(cls[4:-1] in each for cls in self.graph.subclasses)}
        self.assertTrue(steps)
        writers = {each for each in self.graph.callers(self.entries) if not self.is_transport(each)}
        self.assertTrue(writers, "no caller found: the reading of the objects is broken")
        for file in set().union(*(self.graph.homes[each] for each in writers)):
            self.graph.disassemble(file)
        reached = self.graph.reached(steps) | steps
        strangers = {self.name(each) for each in writers if each not in reached}
        self.assertEqual(strangers, set(), "write to the platform, but no Operation reaches them")

    def test_every_operation_is_run_by_the_door_test(self):
        self.assertTrue(self.graph.subclasses)
        text = (SOURCE / "tests/security/tst_door.cpp").read_text()
        for mangled in self.graph.subclasses:
            name = demangled({mangled})[mangled].removeprefix("typeinfo for ").split("::")[-1]
            self.assertIn(name, text, "%s is an Operation that tst_door.cpp does not run" % name)


if __name__ == "__main__":
    unittest.main()
