// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/exitcode.h"
#include "app/pilothousectl/companion/plainaddresses.h"
#include "tests/support/hostile.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::ctl;

namespace {

Result<std::vector<Credential>> parse(const QByteArray &text) { return parseCredentials(Secret(text)); }

} // namespace

class TestPlainAddresses : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void makesAProfileThatGuardsItself()
    {
        const auto profile = adHocProfile({.broker = QStringLiteral("redis://reader@127.0.0.1:6379/2"),
            .redis = QStringLiteral("rediss://cache.example:6380/1"),
            .prometheus = QStringLiteral("https://metrics.example"),
            .auth = QStringLiteral("https://x.example/auth/v1"),
            .publishableKey = QStringLiteral("sb_publishable_x")});
        QVERIFY2(profile.has_value(), profile ? "" : qPrintable(brief(profile.error())));
        QVERIFY(profile->isReadOnly && profile->isProtected);
        QVERIFY(platform::validate(*profile).empty());
        const platform::Link *broker = profile->find(platform::LinkKind::Redis, QStringLiteral("broker"));
        QVERIFY(broker);
        QCOMPARE(broker->user, QStringLiteral("reader"));
        QCOMPARE(broker->url.toString(), QStringLiteral("redis://127.0.0.1:6379/2"));
        for (const char *role : {"results", "limits", "cache"})
            QVERIFY(profile->find(platform::LinkKind::Redis, QLatin1String(role)));
        QCOMPARE(profile->find(platform::LinkKind::Auth)->issuer, QStringLiteral("https://x.example/auth/v1"));
    }

    void refusesPasswords_data()
    {
        QTest::addColumn<QString>("address");
        for (const char *each : {"redis://:hunter2@127.0.0.1:6379/0", "rediss://user:hunter2@h:1/0",
                 "redis://:hun@ter2@127.0.0.1/0", "redis://u:hunter2@@h", "redis://h:1/0?password=hunter2",
                 "postgresql://h/db?sslpassword=hunter2", "redis://:hunter2@"})
            QTest::newRow(each) << each;
    }
    void refusesPasswords()
    {
        QFETCH(QString, address);
        const auto profile = adHocProfile({.broker = address});
        QVERIFY(!profile);
        QCOMPARE(profile.error().code, QStringLiteral("password-in-address"));
        QCOMPARE(int(exitCodeOf(profile.error())), 2);
        QVERIFY(profile.error().hint.contains(QLatin1String("--credentials")));
        const QString all = brief(profile.error()) + profile.error().hint;
        QVERIFY(!all.contains(QLatin1String("hunter2")) && !all.contains(QLatin1String("ter2")));
    }

    void refusesWhatIsNoAddress_data()
    {
        QTest::addColumn<QString>("address");
        for (const char *each : {"127.0.0.1:6379", "http://h:1", "redis://", "rediss://-oProxyCommand=x/0",
                 "redis://example.com:6379/0", "redis://128.0.0.1/0", "rediss://h/0#x"})
            QTest::newRow(each) << each;
        int number = 0;
        for (const QString &each : test::hostileStrings())
            QTest::addRow("hostile %d", ++number) << QStringLiteral("rediss://") + each;
    }
    void refusesWhatIsNoAddress()
    {
        QFETCH(QString, address);
        const auto profile = adHocProfile({.broker = address});
        if (profile) { // a hostile string that is a host name after all must be nothing but one
            QVERIFY(profile->links.front().url.host().size() < 260);
            QVERIFY(!profile->links.front().url.host().startsWith(QLatin1Char('-')));
        } else {
            QCOMPARE(profile.error().kind, ErrorKind::Invalid);
            QCOMPARE(profile.error().where, QStringLiteral("--broker"));
        }
    }

    void aServiceKeyIsRefused()
    {
        const auto profile = adHocProfile(
            {.auth = QStringLiteral("https://x/auth/v1"), .publishableKey = QStringLiteral("sb_secret_abc")});
        QVERIFY(!profile);
        QVERIFY(!brief(profile.error()).contains(QLatin1String("abc")));
    }

    void readsCredentialLines()
    {
        const auto all = parse("# passwords\n\nredis-broker reader  two words \r\nprometheus - x\n");
        QVERIFY(all.has_value());
        QCOMPARE(all->size(), 2U);
        QCOMPARE(all->at(0).link, QStringLiteral("redis-broker"));
        QCOMPARE(all->at(0).user, QStringLiteral("reader"));
        QVERIFY(all->at(0).password.equals("two words "));
        QVERIFY(all->at(1).password.equals("x"));
    }

    void readsCredentialJson()
    {
        const auto all = parse(R"({"redis-broker": {"user": "reader", "password": "p: q"}})");
        QVERIFY(all.has_value());
        QVERIFY(all->front().password.equals("p: q"));
        QCOMPARE(parse("{}").error().kind, ErrorKind::Invalid);
        QCOMPARE(parse(R"({"a": {"user": "x"}})").error().kind, ErrorKind::Invalid);
    }

    void aBadLineIsNamedAndNotRepeated()
    {
        const auto all = parse("redis-broker reader secret\nredis-broker hunter2\n");
        QVERIFY(!all);
        QVERIFY(all.error().what.contains(QLatin1Char('2')));
        QVERIFY(!brief(all.error()).contains(QLatin1String("hunter")));
    }

    void credentialsFindTheirLinks()
    {
        auto profile = adHocProfile(
            {.broker = QStringLiteral("redis://127.0.0.1/0"), .redis = QStringLiteral("redis://127.0.0.1/1")});
        auto parsed = parse("redis reader all\nredis-cache cachereader one\n");
        auto secrets = applyCredentials(*profile, std::move(*parsed));
        QVERIFY(secrets.has_value());
        QCOMPARE(profile->find(platform::LinkKind::Redis, QStringLiteral("broker"))->user, QStringLiteral("reader"));
        const platform::Link *cache = profile->find(platform::LinkKind::Redis, QStringLiteral("cache"));
        QCOMPARE(cache->user, QStringLiteral("cachereader"));
        QVERIFY(secrets->at(platform::keychainKey(*profile, *cache, cache->user)).equals("one"));
        auto unknown = parse("nope reader x\n");
        QCOMPARE(applyCredentials(*profile, std::move(*unknown)).error().kind, ErrorKind::Invalid);
    }

    void anOperatorsPasswordLeavesTheReader()
    {
        platform::Profile profile = *adHocProfile({.broker = QStringLiteral("redis://reader@127.0.0.1/0")});
        profile.links.front().operatorUser = QStringLiteral("oper");
        auto parsed = parse("redis-broker oper x\n");
        QVERIFY(applyCredentials(profile, std::move(*parsed)).has_value());
        QCOMPARE(profile.links.front().user, QStringLiteral("reader"));
    }
};

PH_TEST(TestPlainAddresses)
#include "tst_plainaddresses.moc"
