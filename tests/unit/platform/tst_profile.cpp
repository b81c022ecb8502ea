// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/profile.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace ph;
using namespace ph::platform;

namespace {

Profile full()
{
    Profile profile = Profile::make(QStringLiteral("eu-central"), EnvironmentKind::Production);
    Link auth;
    auth.id = QStringLiteral("auth");
    auth.kind = LinkKind::Auth;
    auth.url = QUrl(QStringLiteral("https://x.example/auth/v1"));
    auth.issuer = QStringLiteral("https://x.example/auth/v1");
    auth.publishableKey = QStringLiteral("sb_publishable_abc");
    Link redis;
    redis.id = QStringLiteral("redis-broker");
    redis.kind = LinkKind::Redis;
    redis.role = QStringLiteral("broker");
    redis.url = QUrl(QStringLiteral("rediss://10.0.0.5:6380/0"));
    redis.user = QStringLiteral("pilothouse_reader");
    redis.caPem = "-----BEGIN CERTIFICATE-----\n…";
    redis.route.sshHost = QStringLiteral("bastion");
    redis.prioritySteps = {0, 5};
    profile.links = {auth, redis};
    return profile;
}

QByteArray withField(const QString &key, const QJsonValue &value)
{
    QJsonObject json = profileToJson(full());
    json.insert(key, value);
    return QJsonDocument(json).toJson();
}

QByteArray jwt(const char *role)
{
    const auto enc = [](const QByteArray &bytes) {
        return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    };
    return enc(R"({"alg":"HS256"})") + '.' + enc(QByteArray(R"({"role":")") + role + R"("})") + ".c2ln";
}

} // namespace

class TestProfile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void survivesTheRoundTrip()
    {
        const Profile before = full();
        const auto after = profileFromJson(profileToJson(before));
        QVERIFY(after.has_value());
        QCOMPARE(profileToJson(*after), profileToJson(before));
        QVERIFY(validate(*after).empty());
        QVERIFY(after->links[1] == before.links[1]);
    }

    void keepsFieldsOfOthers()
    {
        QJsonObject json = profileToJson(full());
        json.insert(QStringLiteral("notes"), QStringLiteral("by dana"));
        QCOMPARE(
            profileToJson(*profileFromJson(json)).value(QStringLiteral("notes")).toString(), QStringLiteral("by dana"));
    }

    void refusesANewerVersion()
    {
        QJsonObject json = profileToJson(full());
        json.insert(QStringLiteral("version"), 99);
        QCOMPARE(profileFromJson(json).error().code, QStringLiteral("newer-version"));
    }

    void productionStartsGuarded()
    {
        QVERIFY(Profile::make(QStringLiteral("p"), EnvironmentKind::Production).isReadOnly);
        QVERIFY(Profile::make(QStringLiteral("p"), EnvironmentKind::Production).isProtected);
        QVERIFY(!Profile::make(QStringLiteral("p"), EnvironmentKind::Local).isProtected);
    }

    void importNeverRelaxesAGuard()
    {
        Profile relaxed = full();
        relaxed.isProtected = relaxed.isReadOnly = false;
        const auto imported = importProfile(exportProfile(relaxed));
        QVERIFY(imported.has_value());
        QVERIFY(imported->isProtected && imported->isReadOnly);
        QVERIFY(imported->id != relaxed.id);
    }

    void importRefuses_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("where");
        QTest::newRow("password") << withField(
            QStringLiteral("redis"), QJsonObject {{QStringLiteral("password"), QStringLiteral("x")}})
                                  << "secret" << "redis.password";
        QTest::newRow("sb_secret") << withField(QStringLiteral("note"), QStringLiteral("sb_secret_abc"))
                                   << "service-key" << "note";
        QTest::newRow("service jwt") << withField(QStringLiteral("label"), QString::fromLatin1(jwt("service_role")))
                                     << "service-key" << "label";
        QTest::newRow("no json") << QByteArray("<html>") << "" << "import";
        QTest::newRow("array") << QByteArray("[1]") << "" << "import";
        QTest::newRow("no version") << QByteArray("{}") << "" << "version";
        QTest::newRow("bad kind") << withField(QStringLiteral("kind"), QStringLiteral("prod")) << "" << "kind";
        QTest::newRow("huge") << QByteArray(2 * 1024 * 1024, ' ') << "" << "import";
        QTest::newRow("password in url") << withField(QStringLiteral("links"),
            QJsonArray {QJsonObject {{QStringLiteral("kind"), QStringLiteral("redis")},
                {QStringLiteral("url"), QStringLiteral("rediss://u:p@h:1/0")}}})
                                         << "secret" << "links[0].url";
    }
    void importRefuses()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, code);
        QFETCH(QString, where);
        const auto imported = importProfile(file);
        QVERIFY(!imported);
        QCOMPARE(imported.error().code, code);
        QCOMPARE(imported.error().where, where);
    }

    void namesTheFieldThatIsWrong_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("good");
        QTest::newRow("tls") << "rediss://h:6380/0" << true;
        QTest::newRow("plain to elsewhere") << "redis://h:6379/0" << false;
        QTest::newRow("wrong scheme") << "http://h:6379" << false;
        QTest::newRow("option as host") << "rediss://-oProxyCommand=x/0" << false;
        QTest::newRow("no database number") << "rediss://h:6380/broker" << false;
        QTest::newRow("negative database") << "rediss://h:6380/-1" << false;
        QTest::newRow("empty") << "" << false;
    }
    void namesTheFieldThatIsWrong()
    {
        QFETCH(QString, url);
        QFETCH(bool, good);
        Profile profile = full();
        profile.links[1].url = QUrl(url);
        const auto errors = validate(profile);
        QCOMPARE(errors.empty(), good);
        if (!good)
            QCOMPARE(errors.front().where, QStringLiteral("links[1].url"));
    }

    void plainIsForLocalLoopbackOnly()
    {
        Profile profile = Profile::make(QStringLiteral("l"), EnvironmentKind::Local);
        Link link;
        link.id = QStringLiteral("redis-broker");
        link.url = QUrl(QStringLiteral("redis://127.0.0.1:6379/0"));
        profile.links = {link};
        QVERIFY(validate(profile).empty());
        profile.kind = EnvironmentKind::Staging;
        QVERIFY(!validate(profile).empty());
    }

    void userMetadataIsNoSourceOfRights()
    {
        Profile profile = full();
        profile.claims.rolePaths = {QStringLiteral("user_metadata.role")};
        QCOMPARE(validate(profile).front().where, QStringLiteral("role_claims"));
    }

    void knowsServiceKeys()
    {
        QVERIFY(isServiceKey(QStringLiteral("sb_secret_x")));
        QVERIFY(isServiceKey(QString::fromLatin1(jwt("service_role"))));
        QVERIFY(!isServiceKey(QString::fromLatin1(jwt("anon"))));
        QVERIFY(!isServiceKey(QStringLiteral("sb_publishable_x")));
    }
};

PH_TEST(TestProfile)
#include "tst_profile.moc"
