# SPDX-License-Identifier: GPL-3.0-or-later
"""No SQL is built of text. Usage: check_sql.py SOURCE_DIR

Statements are compile-time constants by type (check_compile_fail.py). Here: the library that would take text is used in
services/transport/postgres alone, what is given to it there is a constant or such a statement, and SQL stands nowhere else.
"""
import pathlib
import re
import sys
import unittest

SOURCE = pathlib.Path(sys.argv[1])
del sys.argv[1:]

TRANSPORT = "services/transport/postgres/"
LIBRARY = re.compile(r"#\s*include\s*<(?:pqxx/|libpq)|\bpqxx::|\bPQ[a-z]\w+\s*\(|\bQSqlQuery\b")
SQL = re.compile(r'"[^"\n]*\b(?:select\s+[\w\s,.*()]+\sfrom\s|insert\s+into\s|update\s+[\w.]+\s+set\s|delete\s+from\s|(?:drop|alter|create|truncate)\s+'
                 r'(?:table|role|database|schema|function|policy|system)\b|grant\s+(?:select|insert|update|delete|all|usage)\b)', re.IGNORECASE)
EXEC = re.compile(r"\.(?:exec|exec0|exec1|exec_params|exec_params0|exec_prepared|query\w*|stream|prepare)\s*\(\s*([^;]*?)\s*[;]")
CONSTANT = re.compile(r'^(?:"(?:[^"\\]|\\.)*"\s*)+\)?$')


def findings(path, text):
    """path:line: what, for one source."""
    found = []

    def say(at, what):
        found.append("%s:%d: %s" % (path, text.count("\n", 0, at) + 1, what))

    if not path.startswith(TRANSPORT):
        for each in LIBRARY.finditer(text):
            say(each.start(), "the database library belongs to " + TRANSPORT)
        for each in SQL.finditer(text):
            before = text[:each.start()]
            if before[max(before.rfind(";"), before.rfind("///")) + 1:].count("Statement") == 0:
                say(each.start(), "SQL outside a ReadStatement or WriteStatement")
        return found
    for each in EXEC.finditer(text):
        argument = each[1]
        good = CONSTANT.match(argument) or argument.startswith(("opening(", "sql, values", "sql, pqxx"))
        if not good:
            say(each.start(), "given to the database library without being a constant: " + argument[:60])
    return found


class Sql(unittest.TestCase):
    def test_the_sources(self):
        all_findings = []
        for layer in ("services", "models", "ui", "app"):
            for file in sorted((SOURCE / layer).rglob("*")):
                if file.suffix in (".cpp", ".h"):
                    all_findings += findings(file.relative_to(SOURCE).as_posix(), file.read_text())
        self.assertEqual(all_findings, [])

    def test_what_it_must_find(self):
        for path, text in [
            ("services/tenancy/a.cpp", 'auto t = QStringLiteral("select id from tenant where name = \'%1\'").arg(name);'),
            ("services/tenancy/a.cpp", 'QByteArray t = "DELETE FROM audit where id=" + id;'),
            ("services/tenancy/a.cpp", "#include <pqxx/pqxx>\n"),
            ("app/pilothousectl/a.cpp", "PQexec(connection, text);"),
            (TRANSPORT + "session.cpp", 'tx.exec("SET x = " + value);'),
            (TRANSPORT + "session.cpp", "tx.exec(text);"),
        ]:
            with self.subTest(text):
                self.assertNotEqual(findings(path, text), [])

    def test_what_is_fine(self):
        for path, text in [
            ("services/tenancy/a.cpp", 'constexpr ReadStatement s_list {"tenants.list",\n    "select id from tenant where name = $1"};'),
            ("services/tenancy/a.cpp", 'hint = QStringLiteral("grant them to this user");'),
            (TRANSPORT + "session.cpp", 'tx.exec("ROLLBACK");'),
            (TRANSPORT + "session.cpp", "tx.exec(opening(true, limits));"),
        ]:
            with self.subTest(text):
                self.assertEqual(findings(path, text), [])


if __name__ == "__main__":
    unittest.main()
