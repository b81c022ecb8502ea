// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/portholder.h"
#include "services/localplatform/ports.h"
#include "tests/support/testmain.h"

#include <QSet>
#include <QTcpServer>

using namespace ph::localplatform;

class TestPorts final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void takenPortIsSeen()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QVERIFY(!isFree(server.serverPort()));
        const quint16 port = server.serverPort();
        server.close();
        QVERIFY(isFree(port));
    }

    void portTakenOnTheOtherFamilyIsSeen()
    {
        QTcpServer server;
        if (!server.listen(QHostAddress::LocalHostIPv6))
            QSKIP("no IPv6 loopback here");
        QVERIFY(!isFree(server.serverPort()));
    }

    void whoListensIsNamed()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const quint16 port = server.serverPort();
        QCOMPARE(listenerOf(port),
            QStringLiteral("unit_localplatf (process %1)")
                .arg(QCoreApplication::applicationPid())); // cut by the kernel
        server.close();
        QVERIFY(!listenerOf(port));
        QTcpServer everywhere;
        QVERIFY(everywhere.listen(QHostAddress::Any));
        QVERIFY(listenerOf(everywhere.serverPort()));
    }

    void freshNamesGetDifferentFreePorts()
    {
        QStringList notices;
        const auto ports = choosePorts({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")}, {}, notices);
        QVERIFY(ports);
        QCOMPARE(QSet<quint16>(ports->cbegin(), ports->cend()).size(), 3);
        QVERIFY(notices.isEmpty());
    }

    void rememberedPortIsKept()
    {
        const quint16 free = *freePort();
        QStringList notices;
        const auto ports = choosePorts({QStringLiteral("redis")}, {{QStringLiteral("redis"), free}}, notices);
        QCOMPARE(ports->value(QStringLiteral("redis")), free);
        QVERIFY(notices.isEmpty());
    }

    void takenPortIsReplacedAndSaid()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QStringList notices;
        const auto ports
            = choosePorts({QStringLiteral("redis")}, {{QStringLiteral("redis"), server.serverPort()}}, notices);
        QVERIFY(ports->value(QStringLiteral("redis")) != server.serverPort());
        QCOMPARE(notices.size(), 1);
        QVERIFY(notices.first().contains(QString::number(server.serverPort())));
        QVERIFY(notices.first().contains(QStringLiteral("redis")));
    }
};

PH_TEST(TestPorts)
#include "tst_ports.moc"
