// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/causeline.h"
#include "tests/support/testmain.h"

using ph::localplatform::causeLine;

/// As the servers wrote it when they could not start.
class TestCauseLine final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLineThatSaysWhyIsFound_data()
    {
        QTest::addColumn<QByteArray>("log");
        QTest::addColumn<QString>("cause");
        QTest::newRow("redis, a damaged file") << QByteArray(
            "--- started 2026-11-23T21:14:15Z\n"
            "16107:M 23 Nov 2026 21:14:15.719 # Server initialized\n"
            "16107:M 23 Nov 2026 21:14:15.725 # Short read or OOM loading DB. Unrecoverable error, aborting now.\n"
            "16107:M 23 Nov 2026 21:14:15.725 # Internal error in RDB reading offset 0, function at rdb.c:3249 -> "
            "Unexpected EOF reading RDB file\n"
            "[offset 0] Checking RDB file dump.rdb\n--- RDB ERROR DETECTED ---\n"
            "[offset 10] Invalid object type: 120\n[additional info] While doing: read-type\n"
            "[info] 0 keys read\n[info] 0 expires\n[info] 0 already expired\n")
                                               << QStringLiteral("Internal error in RDB reading offset 0, function at "
                                                                 "rdb.c:3249 -> Unexpected EOF reading RDB "
                                                                 "file");
        QTest::newRow("redis, a taken port")
            << QByteArray("--- started 2026-11-23T21:14:15Z\n"
                          "17:M 23 Nov 2026 21:14:15.719 # Warning: Could not create server TCP listening socket "
                          "127.0.0.1:41001: bind: Address already in use\n"
                          "17:M 23 Nov 2026 21:14:15.719 # Failed listening on port 41001 (tcp), aborting.\n")
            << QStringLiteral("Failed listening on port 41001 (tcp), aborting.");
        QTest::newRow("postgres") << QByteArray("--- started 2026-11-23T21:14:15Z\n"
                                                "2026-11-23 21:14:15.716 UTC [17] FATAL:  could not load server "
                                                "certificate file \"x\": No such file or directory\n"
                                                "2026-11-23 21:14:15.716 UTC [17] LOG:  database system is shut down\n")
                                  << QStringLiteral(
                                         "FATAL:  could not load server certificate file \"x\": No such file or "
                                         "directory");
        QTest::newRow("python") << QByteArray("--- started 2026-11-23T21:14:15Z\nTraceback (most recent call last):\n"
                                              "  File \"x.py\", line 1, in <module>\n    import y\n"
                                              "ModuleNotFoundError: No module named 'y'\n")
                                << QStringLiteral("ModuleNotFoundError: No module named 'y'");
        QTest::newRow("an earlier run's error is not this one's")
            << QByteArray("--- started 2026-11-23T21:14:15Z\nERROR: old\n--- started 2026-11-23T21:15:15Z\nbye\n")
            << QStringLiteral("bye");
        QTest::newRow("in full") << QByteArray("--- started 1\nERROR " + QByteArray(400, 'x') + '\n')
                                 << QStringLiteral("ERROR ") + QString(400, QLatin1Char('x'));
        QTest::newRow("nothing") << QByteArray("--- started 2026-11-23T21:14:15Z\n") << QString();
    }
    void theLineThatSaysWhyIsFound()
    {
        QFETCH(QByteArray, log);
        QTEST(causeLine(log), "cause");
    }
};

PH_TEST(TestCauseLine)
#include "tst_causeline.moc"
