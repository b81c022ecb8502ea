// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/servicekey.h"
#include "tests/support/testmain.h"
#include "tests/support/tokensigner.h"

using namespace ph;
using namespace ph::platform;
using ph::test::TokenSigner;

class TestServiceKey : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isRefusedHoweverItComes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("refused");
        const auto token = [](const char *role) {
            return TokenSigner::signHs256(
                {{QStringLiteral("role"), QLatin1String(role)}, {QStringLiteral("exp"), qint64(4'000'000'000)}},
                "secret");
        };
        const QByteArray service = token("service_role");
        QTest::newRow("service_role token") << service << true;
        QTest::newRow("unsigned") << service.left(service.lastIndexOf('.')) << true;
        QTest::newRow("in quotes, with spaces and line breaks") << QByteArray(" \"") + service + "\"\n" << true;
        QTest::newRow("in a header") << QByteArray("Authorization: Bearer ") + service << true;
        QTest::newRow("in an assignment") << QByteArray("SUPABASE_SERVICE_ROLE_KEY=") + service << true;
        QTest::newRow("in JSON") << QByteArray("{\"key\":\"") + service + "\"}" << true;
        QTest::newRow("with a dot behind") << service + '.' << true;
        QTest::newRow("supabase_admin") << token("supabase_admin") << true;
        QTest::newRow("new secret key") << QByteArray("sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz") << true;
        QTest::newRow("new secret key inside") << QByteArray("key: 'sb_secret_abc'") << true;
        QTest::newRow("called so") << QByteArray("service_role_eyJhbGciOiJIUzI1NiJ9.e30.c2ln") << true;
        QTest::newRow("the role's name alone") << QByteArray("service_role") << false;
        QTest::newRow("anon token") << token("anon") << false;
        QTest::newRow("a person's token") << token("authenticated") << false;
        QTest::newRow("publishable key") << QByteArray("sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH") << false;
        QTest::newRow("an address") << QByteArray("https://project.supabase.co/auth/v1") << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("noise") << QByteArray("\0\xff.\x01..", 6) << false;
    }
    void isRefusedHoweverItComes()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, refused);
        const auto checked = refuseServiceKey(text);
        QCOMPARE(!checked, refused);
        if (refused) {
            QCOMPARE(checked.error().code, QStringLiteral("service-key"));
            QVERIFY(!checked.error().hint.isEmpty());
            QVERIFY(!brief(checked.error()).contains(QString::fromLatin1(text.left(20))));
        }
    }
};

PH_TEST(TestServiceKey)
#include "tst_servicekey.moc"
