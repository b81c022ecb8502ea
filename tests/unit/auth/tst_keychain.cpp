// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/keychain/keychain.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::platform;
using ph::test::await;

class TestKeychain : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsAndForgets()
    {
        MemoryKeychain keychain;
        const QString key = QStringLiteral("profile/session");
        QVERIFY(!await(keychain.read(key, {}))->has_value());
        QVERIFY(await(keychain.write(key, Secret("one"), {})).has_value());
        QVERIFY(await(keychain.write(key, Secret(QByteArray("t\0o", 3)), {})).has_value());
        QVERIFY((*await(keychain.read(key, {})))->equals(QByteArray("t\0o", 3)));
        QVERIFY(await(keychain.remove(key, {})).has_value());
        QVERIFY(await(keychain.remove(key, {})).has_value());
        QVERIFY(!await(keychain.read(key, {}))->has_value());
        QVERIFY(keychain.isMemoryOnly());
    }

    void lockedIsNotAbsent()
    {
        MemoryKeychain keychain;
        keychain.setLocked(true);
        QCOMPARE(await(keychain.read(QStringLiteral("x"), {})).error().code, QStringLiteral("keychain-locked"));
        QCOMPARE(int(*await(keychain.state({}))), int(KeychainState::Locked));
        QVERIFY(await(keychain.unlock({})).has_value());
        QVERIFY(await(keychain.read(QStringLiteral("x"), {})).has_value());
    }
};

PH_TEST(TestKeychain)
#include "tst_keychain.moc"
