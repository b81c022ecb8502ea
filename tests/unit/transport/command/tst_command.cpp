// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/command/command.h"
#include "tests/support/hostile.h"
#include "tests/support/permits.h"
#include "tests/support/testmain.h"

#include <QTemporaryDir>
#include <csignal>

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::command;
using namespace std::chrono_literals;

namespace {

constexpr ReadCommand version {"fake.version", "fake", "--version"};
constexpr ReadCommand keys {"ssh.keys", "fake", "-p", "{port}", "--", "{host}"};
constexpr ReadCommand missing {"missing.version", "no-such-program-here", "-V"};

} // namespace

class TestCommand : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_client = std::make_unique<Client>(
            QStringLiteral("test"), m_clock, m_folder->path() + QStringLiteral(":/usr/bin:/bin"));
    }

    void observesArgvExactly()
    {
        script("printf '%s\\0' \"$@\"");
        const auto output = test::await(m_client->observe(keys,
            {{QStringLiteral("port"), Argument::port(22).value()},
                {QStringLiteral("host"), Argument::host(QStringLiteral("db1")).value()}},
            {}, {}));
        QVERIFY2(output, output ? "" : qPrintable(brief(output.error())));
        QCOMPARE(output->out, QByteArray("-p\00022\0--\0db1\0", 13));
    }

    void hostileValuesStartNothingOrArriveWhole()
    {
        script(QStringLiteral("printf '%s\\0' \"$@\"; touch ") + m_folder->path() + QStringLiteral("/started"));
        const QString started = m_folder->filePath(QStringLiteral("started"));
        const PermitTestFactory permits;
        int ran = 0;
        for (const QString &value : test::hostileStrings()) {
            for (auto *make :
                {&Argument::host, &Argument::user, &Argument::stanza, &Argument::backupLabel, &Argument::path}) {
                QFile::remove(started);
                const auto argument = make(value);
                if (!argument)
                    continue; // no value, no command line
                Argv argv("fake");
                argv.add("-l").add("--user=", *argument).add("--").add(*argument);
                const auto output = test::await(m_client->run(permits.write(), argv, {}, {}));
                QVERIFY(output);
                const auto words = output->out.split('\0');
                QCOMPARE(words, (QByteArrayList {"-l", "--user=" + value.toUtf8(), "--", value.toUtf8(), ""}));
                ++ran;
            }
        }
        QVERIFY(ran >= 1); // "//evil.example" is a path
    }

    void missingProgramIsNamed()
    {
        const auto output = test::await(m_client->observe(missing, {}, {}, {}));
        QCOMPARE(output.error().kind, ErrorKind::Unavailable);
        QCOMPARE(output.error().code, QStringLiteral("program-missing"));
        QVERIFY(output.error().what.contains(QStringLiteral("no-such-program-here")));
    }

    void permitIsAsked()
    {
        script(QStringLiteral("touch ") + m_folder->path() + QStringLiteral("/started"));
        const PermitTestFactory other(QStringLiteral("production"));
        const auto output = test::await(m_client->run(other.write(), Argv("fake"), {}, {}));
        QCOMPARE(output.error().code, QStringLiteral("permit-environment"));
        QVERIFY(!QFile::exists(m_folder->filePath(QStringLiteral("started"))));
    }

    void exitCodeIsAnAnswer()
    {
        script("echo one; echo 'first' >&2; echo 'ERROR: [037]: no stanza' >&2; exit 37");
        const auto output = test::await(m_client->observe(version, {}, {}, {}));
        QCOMPARE(output->exitCode, 37);
        QCOMPARE(output->out, QByteArray("one\n"));
        const Error error = exitError(*output);
        QCOMPARE(error.code, QStringLiteral("exit-37"));
        QCOMPARE(error.what, QStringLiteral("exit code 37: ERROR: [037]: no stanza"));
        QCOMPARE(error.where, QStringLiteral("fake.version"));
    }

    void signalIsAnError()
    {
        script("kill -9 $$");
        const auto output = test::await(m_client->observe(version, {}, {}, {}));
        QCOMPARE(output.error().code, QStringLiteral("signal-9"));
    }

    void linesComeAsTheyAreWritten()
    {
        script("echo one; echo two >&2; printf 'three\\r\\nfour'");
        QStringList lines;
        Options options;
        options.lines = [&lines](Stream stream, const QString &line) {
            lines << (stream == Stream::Out ? QStringLiteral("o:") : QStringLiteral("e:")) + line;
        };
        QVERIFY(test::await(m_client->observe(version, {}, options, {})));
        lines.sort();
        QCOMPARE(lines,
            QStringList({QStringLiteral("e:two"), QStringLiteral("o:four"), QStringLiteral("o:one"),
                QStringLiteral("o:three")}));
    }

    void linesComeBeforeTheEnd()
    {
        script("echo ready; echo more; echo and more; exec sleep 60");
        std::stop_source stop;
        Options options;
        int told = 0;
        options.lines = [&](Stream, const QString &) {
            ++told;
            stop.request_stop(); // ends the command from within its own sink
        };
        QCOMPARE(
            test::await(m_client->observe(version, {}, options, stop.get_token())).error().kind, ErrorKind::Cancelled);
        QCOMPARE(told, 1);
    }

    void muchOutputIsCut()
    {
        script("head -c 3000000 /dev/zero");
        Options options;
        options.keep = 1000;
        const auto output = test::await(m_client->observe(version, {}, options, {}));
        QCOMPARE(output->out.size(), 1000);
        QVERIFY(output->truncated);
    }

    void environmentIsScrubbed()
    {
        qputenv("PGPASSWORD", "planted");
        qputenv("LD_PRELOAD_X", "planted");
        qputenv("SSH_ASKPASS", "/planted");
        script("/usr/bin/env");
        const auto output = test::await(m_client->observe(version, {}, {}, {}));
        qunsetenv("PGPASSWORD");
        qunsetenv("LD_PRELOAD_X");
        qunsetenv("SSH_ASKPASS");
        QVERIFY(output);
        QVERIFY2(!output->out.contains("planted"), output->out.constData());
        QVERIFY(output->out.contains("LC_ALL=C.UTF-8"));
    }

    void deadlineEndsTheProgram()
    {
        script(QStringLiteral("echo $$ > ") + m_folder->path()
            + QStringLiteral("/pid; trap '' TERM; while :; do sleep 0.05; done"));
        Options options;
        options.deadline = 300ms;
        options.grace = 100ms;
        const PermitTestFactory permits;
        const auto output = test::await(m_client->run(permits.write(), Argv("fake"), options, {}));
        QCOMPARE(output.error().kind, ErrorKind::Timeout);
        QCOMPARE(output.error().code, QStringLiteral("outcome-unknown"));
        QTRY_VERIFY(isGone()); // although it ignores SIGTERM
    }

    void cancelEndsTheProgramAndItsChildren()
    {
        script(QStringLiteral("sleep 60 & echo $! > ") + m_folder->path() + QStringLiteral("/pid; wait"));
        std::stop_source stop;
        TaskScope scope;
        std::optional<Result<Output>> got;
        scope.spawn(
            m_client->observe(version, {}, {}, stop.get_token()), [&](Result<Output> o) { got = std::move(o); });
        QTRY_VERIFY(pid() > 0);
        stop.request_stop();
        QVERIFY(got);
        QCOMPARE(got->error().kind, ErrorKind::Cancelled);
        QTRY_VERIFY(isGone());
    }

    void clientDestroyedWhileRunning()
    {
        script(QStringLiteral("echo $$ > ") + m_folder->path() + QStringLiteral("/pid; exec sleep 60"));
        TaskScope scope;
        std::optional<Result<Output>> got;
        scope.spawn(m_client->observe(version, {}, {}, scope.token()), [&](Result<Output> o) { got = std::move(o); });
        QTRY_VERIFY(pid() > 0);
        m_client.reset();
        QVERIFY(got);
        QCOMPARE(got->error().kind, ErrorKind::Cancelled);
        QTRY_VERIFY(isGone());
    }

private:
    void script(const QString &body)
    {
        QFile file(m_folder->filePath(QStringLiteral("fake")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/sh\n" + body.toUtf8() + "\n");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    void script(const char *body) { script(QString::fromUtf8(body)); }
    [[nodiscard]] pid_t pid() const
    {
        QFile file(m_folder->filePath(QStringLiteral("pid")));
        return file.open(QIODevice::ReadOnly) ? pid_t(file.readAll().trimmed().toInt()) : 0;
    }
    [[nodiscard]] bool isGone() const
    {
        // A killed grandchild may stay a zombie until it is reaped: that counts as gone.
        QFile stat(QStringLiteral("/proc/%1/stat").arg(pid()));
        return !stat.open(QIODevice::ReadOnly) || stat.readAll().contains(") Z ");
    }

    SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Client> m_client;
};

PH_TEST(TestCommand)
#include "tst_command.moc"
