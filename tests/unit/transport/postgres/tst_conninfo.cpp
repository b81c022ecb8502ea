// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/conninfo.h"
#include "services/transport/postgres/diagnosis.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::postgres;
using namespace std::chrono_literals;

namespace {

Endpoint remote()
{
    Endpoint endpoint;
    endpoint.host = QStringLiteral("db.example");
    endpoint.database = QStringLiteral("app");
    return endpoint;
}

} // namespace

class TestConninfo : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void quotes()
    {
        QCOMPARE(quoted("a b"), QByteArray("'a b'"));
        QCOMPARE(quoted("o'clock\\"), QByteArray("'o\\'clock\\\\'"));
    }
    void everythingIsExplicit()
    {
        Endpoint endpoint = remote();
        endpoint.database = QStringLiteral("ph sslmode=disable");
        const QByteArray info
            = conninfo(endpoint, {QStringLiteral("me"), Secret("it's")}, {}, QStringLiteral("/ca"), 5s);
        QVERIFY(info.contains("dbname='ph sslmode=disable' "));
        QVERIFY(info.contains("sslmode='verify-full' "));
        QVERIFY(info.contains("password='it\\'s'"));
        QVERIFY(info.contains("ssl_min_protocol_version='TLSv1.2' "));
        for (const char *keyword :
            {"hostaddr", "passfile", "options", "sslcert", "sslkey", "sslcrl", "gssencmode", "target_session_attrs",
                "connect_timeout", "client_encoding", "requirepeer", "channel_binding", "sslrootcert", "port", "user"})
            QVERIFY2(info.contains(QByteArray(keyword) + "='"), keyword);
        QVERIFY(!info.contains("service="));
    }
    void tunnelsVerifyTheServersName()
    {
        const QByteArray info = conninfo(remote(), {}, {QStringLiteral("127.0.0.1"), 4242}, {}, 5s);
        QVERIFY(info.contains("host='db.example' hostaddr='127.0.0.1' port='4242' "));
    }
    void pinsAskForChannelBinding()
    {
        Endpoint endpoint = remote();
        endpoint.tls.spkiPins = {"x"};
        QVERIFY(conninfo(endpoint, {}, {}, {}, 5s).contains("channel_binding='require'"));
    }

    void endpoints_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("tls");
        QTest::addColumn<bool>("allowPlain");
        QTest::addColumn<bool>("fine");
        QTest::newRow("name") << "db.example" << true << false << true;
        QTest::newRow("address") << "10.1.2.3" << true << false << true;
        QTest::newRow("ipv6") << "fd00::1" << true << false << true;
        QTest::newRow("plain loopback, local") << "127.0.0.1" << false << true << true;
        QTest::newRow("plain loopback, not local") << "127.0.0.1" << false << false << false;
        QTest::newRow("plain elsewhere, local") << "db.example" << false << true << false;
        QTest::newRow("socket folder") << "/tmp" << true << false << false;
        QTest::newRow("abstract socket") << "@x" << true << false << false;
        QTest::newRow("list") << "a,b" << true << false << false;
        QTest::newRow("parameter") << "a sslmode=disable" << true << false << false;
        QTest::newRow("quote") << "a'" << true << false << false;
        QTest::newRow("line break") << "a\nb" << true << false << false;
        QTest::newRow("trailing line break") << "a\n" << true << false << false;
        QTest::newRow("option") << "-x" << true << false << false;
        QTest::newRow("empty") << "" << true << false << false;
    }
    void endpoints()
    {
        QFETCH(QString, host);
        QFETCH(bool, tls);
        QFETCH(bool, allowPlain);
        QFETCH(bool, fine);
        Endpoint endpoint = remote();
        endpoint.host = host;
        endpoint.tls.enabled = tls;
        endpoint.allowPlain = allowPlain;
        QCOMPARE(endpoint.check().has_value(), fine);
    }
    void aNameToVerifyNeedsTheAddress()
    {
        Endpoint endpoint = remote();
        QVERIFY(!needsAddress(endpoint, {}));
        endpoint.tls.peerName = QStringLiteral("cert.example");
        QVERIFY(needsAddress(endpoint, {}));
        QVERIFY(!needsAddress(endpoint, {QStringLiteral("192.0.2.7"), 1}));
        const QByteArray text = conninfo(endpoint, {}, {QStringLiteral("192.0.2.7,2001:db8::7"), 5433},
            QStringLiteral("/ca.pem"), std::chrono::seconds(5));
        QVERIFY(text.contains("host='cert.example,cert.example' hostaddr='192.0.2.7,2001:db8::7' port='5433'"));
        endpoint.host = QStringLiteral("192.0.2.9");
        QVERIFY(!needsAddress(endpoint, {}));
        QVERIFY(conninfo(endpoint, {}, {}, QStringLiteral("/ca.pem"), std::chrono::seconds(5))
                .contains("host='cert.example' hostaddr='192.0.2.9'"));
    }

    void sqlStates_data()
    {
        QTest::addColumn<QByteArray>("state");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("privilege") << QByteArray("42501") << ErrorKind::Forbidden;
        QTest::newRow("read only") << QByteArray("25006") << ErrorKind::Refused;
        QTest::newRow("statement time") << QByteArray("57014") << ErrorKind::Timeout;
        QTest::newRow("lock") << QByteArray("55P03") << ErrorKind::Conflict;
        QTest::newRow("unique") << QByteArray("23505") << ErrorKind::Conflict;
        QTest::newRow("serialization") << QByteArray("40001") << ErrorKind::Conflict;
        QTest::newRow("no table") << QByteArray("42P01") << ErrorKind::NotFound;
        QTest::newRow("bad value") << QByteArray("22P02") << ErrorKind::Invalid;
        QTest::newRow("shutdown") << QByteArray("57P01") << ErrorKind::Network;
        QTest::newRow("raised") << QByteArray("P0001") << ErrorKind::Server;
        QTest::newRow("none") << QByteArray() << ErrorKind::Server;
    }
    void sqlStates()
    {
        QFETCH(QByteArray, state);
        QFETCH(ErrorKind, kind);
        const Error error = explainSql(
            state, QStringLiteral("ERROR:  no such thing\nDETAIL:  Key (mail)=(a@b.c) …"), QStringLiteral("here"));
        QCOMPARE(error.kind, kind);
        QCOMPARE(error.what, QStringLiteral("no such thing"));
        QCOMPARE(error.code, QString::fromLatin1(state));
    }
};

PH_TEST(TestConninfo)
#include "tst_conninfo.moc"
