# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rule of check_includes fires on what breaks it, and on nothing else. Usage: selftest_includes.py CHECK_INCLUDES"""
import importlib.machinery
import importlib.util
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECKER = pathlib.Path(sys.argv.pop(1))
loader = importlib.machinery.SourceFileLoader("check_includes", str(CHECKER))
spec = importlib.util.spec_from_loader("check_includes", loader)
checker = importlib.util.module_from_spec(spec)
sys.dont_write_bytecode = True
loader.exec_module(checker)

BREAKS = [
    # rule, path, line
    ("layer", "services/queues/a.cpp", '#include "models/queues/taskmodel.h"'),
    ("layer", "services/queues/a.cpp", '#include "ui/theme/theme.h"'),
    ("layer", "models/queues/a.cpp", '#include "ui/theme/theme.h"'),
    ("layer", "ui/queues/a.cpp", '#include "app/pilothouse/main.h"'),
    ("layer", "app/pilothousectl/queues/a.cpp", '#include "models/base/column.h"'),
    ("rank", "services/base/a.cpp", '#include "services/wording/numbers.h"'),
    ("rank", "services/wording/a.cpp", '#include "services/transport/http/client.h"'),
    ("rank", "services/transport/http/a.cpp", '#include "services/operations/guard.h"'),
    ("rank", "services/operations/a.cpp", '#include "services/platform/profile.h"'),
    ("rank", "services/platform/a.cpp", '#include "services/queues/queueservice.h"'),
    ("private-folder", "services/cache/a.cpp", '#include "services/queues/celery/events.h"'),
    ("private-folder", "services/queues/a.cpp", '#include "services/base/redaction/keys.h"'),
    ("private-folder", "services/queues/a.cpp", '#include "services/transport/redis/wire/resp.h"'),
    ("private-folder", "models/queues/a.cpp", '#include "services/queues/celery/events.h"'),
    ("private-folder", "ui/queues/a.cpp", '#include "services/base/redaction/keys.h"'),
    ("transport", "ui/queues/a.cpp", '#include "services/transport/redis/client.h"'),
    ("transport", "models/queues/a.h", '#include "services/transport/http/client.h"'),
    ("sibling", "ui/queues/a.cpp", '#include "ui/backups/page.h"'),
    ("sibling", "models/queues/a.cpp", '#include "models/backups/model.h"'),
    ("sibling", "ui/components/a.cpp", '#include "ui/queues/page.h"'),
    ("sibling", "ui/components/a.cpp", '#include "models/queues/taskmodel.h"'),
    ("relative", "services/queues/a.cpp", '#include "../base/result.h"'),
    ("relative", "services/queues/a.cpp", '#include "services/queues/../base/result.h"'),
    ("relative", "services/queues/a.cpp", '#include "queueservice.h"'),
    ("gui", "services/queues/a.cpp", "#include <QPixmap>"),
    ("gui", "services/queues/a.cpp", "#include <QtWidgets/QLabel>"),
    ("gui", "services/auth/a.cpp", "#include <QDesktopServices>"),
    ("gui", "models/queues/a.cpp", "#include <QLabel>"),
    ("colour", "ui/queues/a.cpp", 'auto c = QStringLiteral("#1f6feb");'),
    ("colour", "ui/queues/a.cpp", 'label->setStyleSheet("color: #1f6feb; border: 0");'),
    ("colour", "ui/queues/a.cpp", "auto c = QColor(31, 111, 235);"),
    ("colour", "ui/queues/a.cpp", 'QColor c{"red"};'),
    ("colour", "ui/queues/a.cpp", "QColor c(31, 111, 235);"),
    ("colour", "ui/queues/a.cpp", "painter.setPen(Qt::red);"),
    ("colour", "app/pilothouse/a.cpp", "auto c = QColor::fromRgb(1, 2, 3);"),
    ("tls", "services/transport/http/a.cpp", "reply->ignoreSslErrors();"),
    ("shell", "services/backups/a.cpp", "std::system(text);"),
    ("shell", "services/backups/a.cpp", 'auto f = popen("ls", "r");'),
    ("shell", "services/backups/a.cpp", "process.startCommand(text);"),
    ("settings", "ui/shell/a.cpp", "QSettings settings;"),
    ("keychain", "services/platform/keychain/a.cpp", "job->setInsecureFallback(true);"),
    ("event-loop", "services/queues/a.cpp", "QEventLoop loop;"),
    ("event-loop", "services/queues/a.cpp", "socket.waitForConnected(1000);"),
    ("event-loop", "app/pilothouse/a.cpp", "QCoro::waitFor(task);"),
    ("event-loop", "ui/queues/a.cpp", "QCoreApplication::processEvents();"),
    ("dialog-exec", "ui/queues/a.cpp", "dialog.exec();"),
    ("dialog-exec", "ui/queues/a.cpp", "menu->exec(pos);"),
    ("dialog-exec", "ui/queues/a.cpp", 'QMessageBox::warning(this, a, b);'),
    ("rich-text", "ui/queues/a.cpp", "label->setTextFormat(Qt::RichText);"),
    ("rich-text", "ui/queues/a.cpp", "label->setTextFormat(Qt::AutoText);"),
    ("rich-text", "ui/queues/a.cpp", "view->setHtml(text);"),
    ("rich-text", "ui/queues/a.cpp", "label->setOpenExternalLinks(true);"),
    ("coroutine", "ui/queues/a.cpp", "co_await service.list();"),
]

KEEPS = [
    ("services/queues/a.cpp", '#include "services/base/result.h"'),
    ("services/queues/a.cpp", '#include "services/transport/redis/client.h"'),
    ("services/queues/a.cpp", '#include "services/queues/celery/events.h"'),
    ("services/queues/celery/a.cpp", '#include "services/platform/session/platformsession.h"'),
    ("services/overview/a.cpp", '#include "services/queues/queueservice.h"'),
    ("services/base/a.cpp", '#include "services/base/redaction/keys.h"'),
    ("models/queues/a.cpp", '#include "services/queues/types.h"'),
    ("models/queues/a.cpp", '#include "models/base/tablemodel.h"'),
    ("models/queues/a.cpp", '#include "models/queues/taskmodel.h"'),
    ("models/queues/a.cpp", '#include "a.moc"'),
    ("models/queues/a.cpp", "#include <QColor>"),
    ("ui/queues/a.cpp", '#include "ui/components/filterbar.h"'),
    ("ui/queues/a.cpp", '#include "ui/shell/page.h"'),
    ("ui/queues/a.cpp", '#include "models/queues/taskmodel.h"'),
    ("ui/queues/a.cpp", '#include "services/operations/plan.h"'),
    ("ui/components/a.cpp", '#include "models/base/column.h"'),
    ("app/pilothouse/a.cpp", '#include "services/transport/http/client.h"'),
    ("services/queues/a.cpp", "#include <QTcpSocket>"),
    ("services/queues/a.cpp", "transaction.exec(statement);"),
    ("services/queues/a.cpp", "QRandomGenerator::system()->generate();"),
    ("services/queues/a.cpp", "pool.waitForDone();"),
    ("services/queues/a.cpp", "co_await waitForAnswer(stop);"),
    ("services/queues/a.cpp", "// never system(), QSettings or ignoreSslErrors"),
    ("services/queues/a.cpp", '/* QEventLoop */ auto text = QStringLiteral("QSettings");'),
    ("services/queues/a.cpp", "socket.waitForConnected(1000); // allowed: event-loop: a worker thread of its own"),
    ("app/pilothousectl/a.cpp", "QCoro::waitFor(task);"),
    ("app/pilothouse/main.cpp", "return application.exec();"),
    ("ui/theme/tokens.h", 'constexpr auto accent = "#1f6feb";'),
    ("ui/theme/theme.cpp", "auto c = QColor(31, 111, 235);"),
    ("ui/queues/a.cpp", "QColor colour() const; QColor none = QColor();"),
    ("ui/queues/a.cpp", 'auto issue = QStringLiteral("see #123456789");'),
    ("ui/queues/a.cpp", "label->setTextFormat(Qt::PlainText); p.setBrush(Qt::transparent);"),
    ("ui/queues/a.cpp", 'auto raw = R"(QSettings "x" // y)"; auto after = 1;'),
]


class EachRule(unittest.TestCase):
    def rules(self, path, line):
        return [rule for _, rule, _ in checker.findings_of(path, "// first line\n" + line + "\n")]

    def test_fires(self):
        for rule, path, line in BREAKS:
            with self.subTest(path=path, line=line):
                self.assertIn(rule, self.rules(path, line))

    def test_names_the_line(self):
        self.assertEqual([found[0] for found in checker.findings_of("ui/queues/a.cpp", "\n/* a\n b */\nQSettings x;\n")], [4])

    def test_lets_pass(self):
        for path, line in KEEPS:
            with self.subTest(path=path, line=line):
                self.assertEqual(self.rules(path, line), [])

    def test_an_exemption_needs_its_rule_and_a_reason(self):
        self.assertEqual(self.rules("services/queues/a.cpp", "QSettings x; // allowed: event-loop: wrong rule"), ["settings"])
        self.assertEqual(self.rules("services/queues/a.cpp", "QSettings x; // allowed: settings:"), ["settings"])
        self.assertEqual(self.rules("services/queues/a.cpp", "// allowed: settings: why\nQSettings x;"), [])
        self.assertEqual(self.rules("services/queues/a.cpp", "int y; // allowed: settings: why\nQSettings x;"), ["settings"])

    def test_every_rule_is_tried(self):
        tried = {rule for rule, _, _ in BREAKS}
        self.assertEqual({rule.name for rule in checker.CODE_RULES} - tried, set())

    def test_the_program(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "services/queues").mkdir(parents=True)
            file = root / "services/queues/a.cpp"
            file.write_text("int main();\n")
            run = lambda: subprocess.run([sys.executable, str(CHECKER), folder], capture_output=True, text=True)
            self.assertEqual(run().returncode, 0)
            file.write_text('#include "ui/theme/theme.h"\n')
            answer = run()
            self.assertEqual(answer.returncode, 1)
            self.assertIn("services/queues/a.cpp:1: layer:", answer.stdout)
            self.assertEqual(subprocess.run([sys.executable, str(CHECKER), folder + "/absent"], capture_output=True).returncode, 2)


if __name__ == "__main__":
    unittest.main()
