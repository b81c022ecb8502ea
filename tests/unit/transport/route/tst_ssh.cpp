// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/route/ssherror.h"
#include "services/transport/route/sshhost.h"
#include "tests/support/hostile.h"
#include "tests/support/testmain.h"

#include <QTemporaryDir>

using namespace ph;
using namespace ph::transport;

namespace {

HostKey key(char fill)
{
    const QByteArray raw = QByteArray::fromHex("0000000b7373682d65643235353139") + QByteArray(36, fill);
    return {QStringLiteral("ssh-ed25519"), raw.toBase64(), QString()};
}

QStringList keysOf(const QList<HostKey> &keys)
{
    QStringList all;
    for (const auto &each : keys)
        all << QString::fromLatin1(each.key);
    return all;
}

} // namespace

class TestSsh : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void trustReplacesOneHostsKeysOnly()
    {
        const QTemporaryDir folder;
        const KnownHosts known(folder.filePath(QStringLiteral("ssh/known")));
        const SshHost one {.host = QStringLiteral("db1")};
        const SshHost other {.host = QStringLiteral("db1"), .port = 2222};
        QVERIFY(known.keysOf(one).isEmpty());
        QVERIFY(known.trust(one, {key('a')}));
        QVERIFY(known.trust(other, {key('b'), key('c')}));
        QVERIFY(known.trust(one, {key('d')}));
        QCOMPARE(keysOf(known.keysOf(one)), keysOf({key('d')}));
        QCOMPARE(keysOf(known.keysOf(other)), keysOf({key('b'), key('c')}));
        QVERIFY(known.keysOf(one).first().fingerprint.startsWith(QStringLiteral("SHA256:")));
    }

    void brokenLinesAreNoKeys()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("known")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("db1\ndb1 ssh-ed25519\ndb1 ssh-ed25519 ???\ndb1 evil AAAA\n@revoked db1 ssh-rsa AAAA\n\n\xff\xfe\n");
        file.close();
        QVERIFY(KnownHosts(file.fileName()).keysOf({.host = QStringLiteral("db1")}).isEmpty());
    }

    void hostileHostsGetNoLine()
    {
        const QTemporaryDir folder;
        const KnownHosts known(folder.filePath(QStringLiteral("known")));
        for (const QString &value : test::hostileStrings()) {
            const SshHost host {.host = value, .knownHostsFile = folder.filePath(QStringLiteral("known"))};
            if (sshArguments(host, {}))
                continue; // a plain name after all
            QVERIFY(!known.trust(host, {key('a')}));
        }
        const SshHost user {.host = QStringLiteral("db1"),
            .user = QStringLiteral("-oProxyCommand=x"),
            .knownHostsFile = QStringLiteral("/tmp/known")};
        QCOMPARE(sshArguments(user, {}).error().kind, ErrorKind::Invalid);
        const SshHost file {
            .host = QStringLiteral("db1"), .knownHostsFile = QStringLiteral("/tmp/a\" -oProxyCommand=\"x")};
        QCOMPARE(sshArguments(file, {}).error().kind, ErrorKind::Invalid);
    }

    void lastWords_data()
    {
        QTest::addColumn<QByteArray>("log");
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("kind");
        const auto row = [](const char *log, const char *code, ErrorKind kind) {
            QTest::newRow(code) << QByteArray(log) << QString::fromLatin1(code) << int(kind);
        };
        row("debug1: x\nroot@127.0.0.1: Permission denied (publickey).\n", "ssh-auth", ErrorKind::Auth);
        row("ssh: Could not resolve hostname nope: Name or service not known\r\n", "dns", ErrorKind::Network);
        row("ssh: connect to host 127.0.0.1 port 1: Connection refused\r\n", "refused", ErrorKind::Network);
        row("ssh: connect to host 192.0.2.1 port 22: Connection timed out\r\n", "connect-timeout", ErrorKind::Network);
        row("bind [127.0.0.1]:8080: Address already in use\nchannel_setup_fwd_listener_tcpip: cannot listen to port: "
            "8080\nCould not request local forwarding.\n",
            "port-taken", ErrorKind::Network);
        row("kex_exchange_identification: Connection closed by remote host\r\n", "closed", ErrorKind::Network);
        row("No ED25519 host key is known for h and you have requested strict checking.\nHost key verification "
            "failed.\n",
            "host-key-unknown", ErrorKind::Tls);
        row("", "ssh-ended", ErrorKind::Network);
    }
    void lastWords()
    {
        QFETCH(QByteArray, log);
        QFETCH(QString, code);
        QFETCH(int, kind);
        const Error error = sshError(log, {}, QStringLiteral("SSH h"));
        QCOMPARE(error.code, code);
        QCOMPARE(int(error.kind), kind);
        QVERIFY(!error.what.isEmpty() && !error.what.contains(QStringLiteral("debug1")));
    }
};

PH_TEST(TestSsh)
#include "tst_ssh.moc"
