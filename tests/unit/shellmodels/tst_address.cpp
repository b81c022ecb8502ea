// SPDX-License-Identifier: GPL-3.0-or-later
// S15: links lead to a view at most, whatever they hold.
#include "models/shell/address.h"
#include "tests/support/hostile.h"
#include "tests/support/testmain.h"

#include <QRandomGenerator>

using namespace ph;
using namespace ph::models;

class TestAddress : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsWhatItWrites_data()
    {
        QTest::addColumn<QString>("environment");
        QTest::addColumn<QString>("area");
        QTest::addColumn<QString>("object");
        QTest::newRow("environment") << QStringLiteral("eu-central") << QString() << QString();
        QTest::newRow("page") << QStringLiteral("eu central") << QStringLiteral("queues") << QString();
        QTest::newRow("object") << QStringLiteral("Ünïcode ½") << QStringLiteral("queues")
                                << QStringLiteral("tasks/1f6e?x=1#y %41");
    }
    void readsWhatItWrites()
    {
        QFETCH(QString, environment);
        QFETCH(QString, area);
        QFETCH(QString, object);
        const Address address {environment, area, object, WallTime {Milliseconds {1'769'868'120'000}}};
        const auto read = parseAddress(addressText(address).toUtf8());
        QVERIFY2(read, read ? "" : qPrintable(read.error().what));
        QVERIFY(*read == address);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("link");
        const auto row = [](const char *name, const QByteArray &link) { QTest::newRow(name) << link; };
        row("empty", "");
        row("other scheme", "https://eu/queues");
        row("capitals", "PILOTHOUSE://eu/queues");
        row("no environment", "pilothouse:///queues");
        row("user", "pilothouse://me@eu/queues");
        row("fragment", "pilothouse://eu/queues#x");
        row("act", "pilothouse://eu/queues?act=revoke");
        row("two parameters", "pilothouse://eu/queues?at=2026-01-31T14:02:00Z&token=x");
        row("no zone", "pilothouse://eu/queues?at=2026-01-31T14:02:00");
        row("no time", "pilothouse://eu/queues?at=now");
        row("empty query", "pilothouse://eu/queues?");
        row("area with dots", "pilothouse://eu/../settings");
        row("area in capitals", "pilothouse://eu/Queues");
        row("area with an escape", "pilothouse://eu/%2e%2e/x");
        row("half an escape", "pilothouse://eu/queues/a%2");
        row("no escape", "pilothouse://eu/queues/%zz");
        row("line end", "pilothouse://eu/queues/a\nb");
        row("escaped line end", "pilothouse://eu/queues/a%0Ab");
        row("nul", "pilothouse://eu/queues/a%00");
        row("turned text", "pilothouse://eu/queues/%E2%80%AEx");
        row("not UTF-8", "pilothouse://eu/queues/%FF%FE");
        row("blank", "pilothouse://eu/queues/a b");
        row("too long", "pilothouse://eu/queues/" + QByteArray(2100, 'a'));
        row("long name", "pilothouse://eu/queues/" + QByteArray(600, 'a'));
    }
    void refuses()
    {
        QFETCH(QByteArray, link);
        const auto read = parseAddress(link);
        QVERIFY(!read);
        QCOMPARE(read.error().code, QStringLiteral("address"));
        QVERIFY(!read.error().what.isEmpty());
    }

    void hostileObjectsStayOneName()
    {
        for (const QString &hostile : test::hostileStrings()) {
            const auto read
                = parseAddress(addressText({QStringLiteral("eu"), QStringLiteral("queues"), hostile}).toUtf8());
            if (read) // or refused: hidden characters, length
                QCOMPARE(read->object, hostile);
        }
    }

    void nonsenseNeverGetsThrough()
    {
        QRandomGenerator random(7);
        const QByteArray pieces[] {"pilothouse://", "eu", "/", "?", "at=", "%", "00", "#", "@", "queues", "\x80", "é",
            "..", "2026-01-31T14:02:00Z", "&", ":80", " "};
        for (int round = 0; round < 20'000; ++round) {
            QByteArray link;
            for (int n = int(random.bounded(9)); n >= 0; --n)
                link += pieces[random.bounded(int(std::size(pieces)))];
            if (const auto read = parseAddress(link)) {
                QVERIFY2(!read->environment.isEmpty(), link.constData());
                QVERIFY2(parseAddress(addressText(*read).toUtf8()), link.constData());
            }
        }
    }
};
PH_TEST(TestAddress)
#include "tst_address.moc"
