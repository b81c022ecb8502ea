# SPDX-License-Identifier: GPL-3.0-or-later
"""What must not compile: changes without a permit, permits of one's own, statements and commands made of text. Usage:
check_compile_fail.py SOURCE_DIR BUILD_DIR CXX

Each source is compiled with the very flags of an area's source. Each refusal must come with the right reason, and has a
control beside it that compiles.
"""
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile
import unittest

SOURCE, BUILD, CXX = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
del sys.argv[1:]

PROLOGUE = """
#include "services/operations/guard.h"
#include "services/transport/command/command.h"
#include "services/transport/http/client.h"
#include "services/transport/postgres/client.h"
#include "services/transport/redis/client.h"
#include "services/transport/websocket/socket.h"
using namespace ph;
using namespace ph::transport;
using namespace std::chrono_literals;
constexpr http::WriteEndpoint s_write {http::Method::Post, "/x", "x"};
constexpr http::ReadEndpoint s_read {http::Method::Get, "/x", "x"};
constexpr postgres::ReadStatement s_select {"x", "select 1"};
void use(auto &&) { }
"""

# name → (body of a function, what the compiler says of it)
REFUSED = {
    "a Redis write without a permit": ('redis::Client *c = nullptr; use(c->write(redis::Command("DEL", "k"), {}, 1s));', "no matching|too few arguments"),
    "a Redis write by a probe's permit": ('redis::Client *c = nullptr; ProbePermit *p = nullptr; use(c->write(std::move(*p), redis::Command("DEL", "k"), {}, 1s));',
                                          "no viable conversion|no matching"),
    "an HTTP write without a permit": ("http::Client *c = nullptr; use(c->send(s_write, {}, {}));", "no matching|too few arguments"),
    "an HTTP write by reading": ("http::Client *c = nullptr; use(c->read(s_write, {}, {}));", "no viable conversion|no matching"),
    "a session's permit for another write": ("http::Client *c = nullptr; SessionPermit *p = nullptr; use(c->send(std::move(*p), s_write, {}, {}));",
                                             "no viable conversion|no matching"),
    "a Postgres write without a permit": ("postgres::Client *c = nullptr; use(c->transact({}, {}, 1s));", "no matching|too few arguments"),
    "a command without a permit": ('command::Client *c = nullptr; use(c->run(command::Argv("true"), {}, {}));', "no matching|too few arguments"),
    "a message that acts without a permit": ('websocket::Socket *s = nullptr; use(s->send(QByteArray("x")));', "no matching|too few arguments"),
    "a permit made by somebody": ("WritePermit p {PermitScope {}, nullptr};", "protected|private|no matching"),
    "a probe's permit made by somebody": ("ProbePermit p {PermitScope {}, nullptr};", "protected|private|no matching"),
    "a permit out of nothing": ("WritePermit p;", "deleted|no matching constructor"),
    "a copied permit": ("WritePermit *p = nullptr; WritePermit q(*p);", "deleted"),
    "a class that says it is the Guard": ("struct Guard { WritePermit make() { return {PermitScope {}, nullptr}; } }; Guard g; use(g);", "protected|private|no matching"),
    "a statement made of text": ('const char *text = qgetenv("X").constData(); postgres::ReadStatement s {"x", text}; use(s);', "constant expression|consteval"),
    "a statement made of a QString": ('QString text; use(postgres::ReadStatement("x", text.toUtf8()));', "no matching|consteval|constant expression"),
    "a read that is a write's statement": ('postgres::Client *c = nullptr; use(c->read(postgres::WriteStatement("x", "delete from t"), {}, {}, 1s));',
                                           "no viable conversion|no matching|no member"),
    "an endpoint made of text": ('std::string text; use(http::ReadEndpoint(http::Method::Get, text, "x"));', "constant expression|consteval"),
    "a reading endpoint that deletes": ('constexpr http::ReadEndpoint e {http::Method::Delete, "/x", "x"}; use(e);', "constant expression|consteval"),
    "an endpoint that climbs": ('constexpr http::ReadEndpoint e {http::Method::Get, "/a/../b", "x"}; use(e);', "constant expression|consteval"),
    "a command line of a string": ('QString text; command::Argv a("ssh"); a.add(text);', "no matching"),
    "a program of a string": ("QString text; command::Argv a(text.toUtf8().constData());", "constant expression|consteval|no matching"),
    "a control message made of text": ("std::string text; use(websocket::Control(text));", "constant expression|consteval"),
    "a secret that is printed": ("Secret s; qDebug() << s;", "deleted"),
    "a secret that is copied": ("Secret s; Secret t(s);", "deleted"),
    "a secret in a QVariant": ("Secret s; use(QVariant::fromValue(s));", "deleted|static assertion|no matching"),
}

ALLOWED = {
    "a Redis write with a permit": 'redis::Client *c = nullptr; WritePermit *p = nullptr; use(c->write(std::move(*p), redis::Command("DEL", "k"), {}, 1s));',
    "an HTTP write with a permit": "http::Client *c = nullptr; WritePermit *p = nullptr; use(c->send(std::move(*p), s_write, {}, {}));",
    "an HTTP read": "http::Client *c = nullptr; use(c->read(s_read, {}, {}));",
    "a Postgres write with a permit": "postgres::Client *c = nullptr; WritePermit *p = nullptr; use(c->transact(std::move(*p), {}, {}, 1s));",
    "a Postgres read": "postgres::Client *c = nullptr; use(c->read(s_select, postgres::Params(), {}, 1s));",
    "a command with a permit": 'command::Client *c = nullptr; WritePermit *p = nullptr; use(c->run(std::move(*p), command::Argv("true"), {}, {}));',
    "a message with a permit": 'websocket::Socket *s = nullptr; WritePermit *p = nullptr; use(s->send(std::move(*p), QByteArray("x")));',
    "a moved permit": "WritePermit *p = nullptr; WritePermit q(std::move(*p)); use(q);",
    "a moved secret": "Secret s; Secret t(std::move(s)); use(t);",
    "a checked argument": 'auto h = command::Argument::host(QString()); command::Argv a("ssh"); a.add(*h);',
}


def flags():
    """Command and folder of a source that sees all transports."""
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        if entry["file"].endswith("services/platform/connections/connections.cpp") or "ph_services_platform_connections.dir/Unity" in entry["file"]:
            words = shlex.split(entry["command"])
            words = words[words.index(CXX):] if CXX in words else words  # without ccache
            out, skip = [], False
            for word in words:
                if skip or word in ("-c", entry["file"]):
                    skip = False
                elif word in ("-o", "-MF", "-MT", "-MQ"):
                    skip = True
                elif word not in ("-MD", "-MMD"):
                    out.append(word)
            return out, entry["directory"]
    raise unittest.SkipTest("no compile database")


class CompileFail(unittest.TestCase):
    """One compiler run for all: errors are told apart by their lines."""

    @classmethod
    def setUpClass(cls):
        words, directory = flags()
        cls.lines = {}
        text = PROLOGUE
        for number, (name, body) in enumerate([*[(n, b) for n, (b, _) in REFUSED.items()], *ALLOWED.items()]):
            cls.lines[name] = text.count("\n") + 1
            text += "void probe%d() { %s }\n" % (number, body)
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "probe.cpp"
            source.write_text(text)
            answer = subprocess.run([*words, "-Wno-everything" if "clang" in CXX else "-w", "-ferror-limit=0" if "clang" in CXX else "-fmax-errors=0",
                                     "-fsyntax-only", str(source)], cwd=directory, capture_output=True, text=True)
        cls.text = answer.stderr
        cls.errors = {}
        at = None
        for line in answer.stderr.splitlines():
            if "probe.cpp:" in line:
                at = int(line.split("probe.cpp:")[1].split(":")[0])
            if ": error: " in line or ": note: " in line:
                cls.errors.setdefault(at, "")
                cls.errors[at] += line + "\n"

    def error_at(self, name):
        return self.errors.get(self.lines[name], "")

    def test_controls_compile(self):
        for name in ALLOWED:
            with self.subTest(name):
                self.assertNotIn(": error: ", self.error_at(name))
        # Nothing else is wrong with the file: every error is a refusal that is wanted.
        for line, errors in self.errors.items():
            self.assertIn(line, self.lines.values(), errors)

    def test_refusals_have_their_reason(self):
        for name, (_, reason) in REFUSED.items():
            with self.subTest(name):
                self.assertRegex(self.error_at(name), reason, name)
                self.assertIn(": error: ", self.error_at(name))


if __name__ == "__main__":
    unittest.main()
