// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/taskstore.h"
#include "services/queues/tasktenant.h"
#include "tests/unit/queues/support.h"

#include <QJsonDocument>

using namespace ph;
using namespace ph::queues;

class TestTaskTenant : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("kwargs");
        QTest::addColumn<QByteArray>("tenant");
        QTest::newRow("Python") << QByteArray("{'tenant': 'acme-labs'}") << QByteArray("acme-labs");
        QTest::newRow("JSON") << QByteArray("{\"seconds\":3,\"tenant\":\"acme-labs\"}") << QByteArray("acme-labs");
        QTest::newRow("after others") << QByteArray("{'text': \"it's, {fine}\", 'n': [1, (2, 'x')], 'tenant': 'a'}")
                                      << QByteArray("a");
        QTest::newRow("cut behind it") << QByteArray("{'tenant': 'acme', 'text': 'word wo...") << QByteArray("acme");
        QTest::newRow("cut within it") << QByteArray("{'n': 1, 'tenant': 'acm") << QByteArray();
        QTest::newRow("shortened by Celery") << QByteArray("{'text': 'word wo...', ...}") << QByteArray();
        QTest::newRow("in a text") << QByteArray("{'text': \"{'tenant': 'acme'}\"}") << QByteArray();
        QTest::newRow("in an escaped text")
            << QByteArray("{'text': 'x\\', \\'tenant\\': \\'acme', 'n': 1}") << QByteArray();
        QTest::newRow("in an inner dictionary") << QByteArray("{'of': {'tenant': 'acme'}}") << QByteArray();
        QTest::newRow("as a value") << QByteArray("{'x': 'tenant', 'y': 'acme'}") << QByteArray();
        QTest::newRow("no string") << QByteArray("{'tenant': None}") << QByteArray();
        QTest::newRow("an expression") << QByteArray("{'tenant': 'acme' + x}") << QByteArray();
        QTest::newRow("empty") << QByteArray("{'tenant': ''}") << QByteArray();
        QTest::newRow("no dictionary") << QByteArray("('tenant', 'acme')") << QByteArray();
        QTest::newRow("nothing") << QByteArray() << QByteArray();
        QTest::newRow("only quotes") << QByteArray("{'''") << QByteArray();
        QTest::newRow("too many brackets") << QByteArray("{'x': ]]]}, 'tenant': 'acme'}") << QByteArray();
    }
    void reads()
    {
        QFETCH(QByteArray, kwargs);
        QFETCH(QByteArray, tenant);
        const auto found = stringArgument(test::view(kwargs), "tenant");
        QCOMPARE(QByteArray::fromStdString(found.value_or(std::string())), tenant);
    }

    void tasksByTenant()
    {
        const SystemClock clock;
        TaskStore store({}, clock);
        const auto add = [&store](const char *id, const char *kwargs) {
            store.merge({.id = id, .state = TaskState::Received, .kwargs = kwargs});
        };
        add("a", "{'tenant': 'acme'}");
        add("b", "{'tenant': 'acme'}");
        add("c", "{'tenant': 'bluefin'}");
        add("d", "{}");
        const auto of = [&store](const QByteArray &ids, const QString &argument = QStringLiteral("tenant")) {
            const QStringList all = QString::fromLatin1(ids).split(QLatin1Char(' '), Qt::SkipEmptyParts);
            return QJsonDocument(displayedTenants(store, all, argument).toJson()).toJson(QJsonDocument::Compact);
        };
        QCOMPARE(of("a b"), QByteArray(R"({"acme":2})"));
        QCOMPARE(of("a b c"), QByteArray(R"({"acme":2,"bluefin":1})"));
        QCOMPARE(of("a d unknown"), QByteArray(R"({"":2,"acme":1})"));
        QCOMPARE(of("a", QString()), QByteArray(R"({"":1})"));
        QCOMPARE(of(""), QByteArray("{}"));
    }

    /// Kept with the task: arguments that made room, or are told again, change nothing.
    void aTaskKeepsItsTenant()
    {
        test::StoreFixture f({.textBytes = 4096});
        const auto told = [&f](const char *id, const char *kwargs) {
            celery::EventView event;
            event.kind = celery::EventKind::TaskReceived;
            event.uuid = id;
            event.kwargs = kwargs;
            event.timestamp = 100;
            f.store.apply({&event, 1});
        };
        const auto tenant = [&f](const char *id) { return test::text(f.store.row(*f.store.slotOf(id))->tenant); };
        told("a", "{'n': 1, 'tenant': 'acme'}");
        told("b", "{'n': 'the tenant'}");
        told("c", "{'tenant': 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P'}");
        QCOMPARE(tenant("a"), QStringLiteral("acme"));
        QCOMPARE(tenant("b"), QString());
        QCOMPARE(tenant("c"), QString()); // a token is shown nowhere
        const std::string filling = "{'text': '" + std::string(900, 'x') + "'}";
        for (int i = 0; i < 2000; ++i)
            told(("f" + std::to_string(i)).c_str(), filling.c_str());
        QVERIFY(!f.store.namedArguments("a"));
        f.event(celery::EventKind::TaskSucceeded, "a", 101);
        QCOMPARE(tenant("a"), QStringLiteral("acme"));
        told("f1", "{'tenant': 'bluefin'}"); // what was cut before
        QCOMPARE(tenant("f1"), QStringLiteral("bluefin"));
    }

    void withoutAnArgumentNobodyIsAskedFor()
    {
        test::StoreFixture f({}, {});
        f.store.merge({.id = "a", .state = TaskState::Received, .kwargs = "{'tenant': 'acme'}"});
        QVERIFY(!f.store.knowsTenants());
        QCOMPARE(test::text(f.store.row(*f.store.slotOf("a"))->tenant), QString());
    }
};

PH_TEST(TestTaskTenant)
#include "tst_tasktenant.moc"
