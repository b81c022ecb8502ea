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
};

PH_TEST(TestTaskTenant)
#include "tst_tasktenant.moc"
