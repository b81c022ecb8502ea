// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/celery/keyspace.h"
#include "tests/unit/queues/support.h"

using namespace ph;
using namespace ph::queues;
using celery::KeySpace;

class TestKeySpace : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void names()
    {
        const KeySpace plain;
        QCOMPARE(plain.queueKeys("llm"),
            (QList<QByteArray> {"llm", "llm\x06\x16\x33", "llm\x06\x16\x36", "llm\x06\x16\x39"}));
        QCOMPARE(plain.eventPattern(), QByteArray("/0.celeryev/*"));
        QCOMPARE(plain.pidboxChannel(), QByteArray("/0.celery.pidbox"));
        QCOMPARE(plain.replyBindingMember("OID"), QByteArray("OID\x06\x16\x06\x16OID.reply.celery.pidbox"));
    }

    void prefixed()
    {
        const KeySpace keys {5, "ac*me:", {0, 5}};
        QCOMPARE(keys.queueKeys("q"), (QList<QByteArray> {"ac*me:q", QByteArray("ac*me:q\x06\x16") + "5"}));
        QCOMPARE(keys.eventPattern(), QByteArray("ac\\*me:/5.celeryev/*"));
        QCOMPARE(keys.pidboxChannel(), QByteArray("ac*me:/5.celery.pidbox"));
        QCOMPARE(keys.unackedIndex(), QByteArray("ac*me:unacked_index"));
        QCOMPARE(keys.replyQueue("OID"), QByteArray("ac*me:OID.reply.celery.pidbox"));
        QCOMPARE(keys.queueExchangeOf("ac*me:_kombu.binding.celery"), QByteArray("celery"));
        QVERIFY(!keys.queueExchangeOf("_kombu.binding.celery"));
        const celery::ResultKeySpace results {"res:"};
        QCOMPARE(results.key("id1"), QByteArray("res:celery-task-meta-id1"));
        QCOMPARE(results.taskIdOf("res:celery-task-meta-id1"), QByteArray("id1"));
    }

    void capturedBindings()
    {
        const KeySpace keys;
        const QJsonObject bindings
            = test::readSample(QStringLiteral("celery-broker-keys-5.7.0.json"))[QStringLiteral("bindings")].toObject();
        QSet<QByteArray> queues;
        for (auto it = bindings.begin(); it != bindings.end(); ++it) {
            if (!keys.queueExchangeOf(it.key().toUtf8()))
                continue;
            for (const auto member : it.value().toArray())
                if (const auto queue = keys.queueOfBinding(member.toString().toUtf8()))
                    queues << *queue;
        }
        QCOMPARE(queues, (QSet<QByteArray> {"artifacts", "celery", "llm", "n8n", "hotfix"}));
        for (const char *own :
            {"_kombu.binding.celeryev", "_kombu.binding.celery.pidbox", "_kombu.binding.reply.celery.pidbox",
                "_kombu.binding_permanent.celery", "_kombu.binding_deadlines", "_kombu.binding."})
            QVERIFY2(!keys.queueExchangeOf(own), own);
        QVERIFY(!keys.queueOfBinding("no separators"));
        QVERIFY(!keys.queueOfBinding("one\x06\x16only"));
    }
};

PH_TEST(TestKeySpace)
#include "tst_keyspace.moc"
