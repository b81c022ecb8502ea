// SPDX-License-Identifier: GPL-3.0-or-later
// Files that somebody hands over: refused with the field named, or taken as plain data with nothing smuggled in.
#include "services/platform/profile.h"
#include "tests/support/hostile.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

using namespace ph;
using namespace ph::platform;

namespace {

QJsonObject link(const QJsonObject &fields)
{
    QJsonObject all {{QStringLiteral("kind"), QStringLiteral("redis")},
        {QStringLiteral("role"), QStringLiteral("broker")},
        {QStringLiteral("url"), QStringLiteral("rediss://redis.example:6380/0")}};
    for (auto it = fields.begin(); it != fields.end(); ++it)
        all.insert(it.key(), it.value());
    return all;
}

QJsonObject profile(const QJsonObject &fields)
{
    QJsonObject all {{QStringLiteral("version"), 1}, {QStringLiteral("name"), QStringLiteral("eu")},
        {QStringLiteral("kind"), QStringLiteral("production")}, {QStringLiteral("links"), QJsonArray {link({})}}};
    for (auto it = fields.begin(); it != fields.end(); ++it)
        all.insert(it.key(), it.value());
    return all;
}

QByteArray file(const QJsonObject &fields) { return QJsonDocument(profile(fields)).toJson(); }
QByteArray withLink(const QJsonObject &fields) { return file({{QStringLiteral("links"), QJsonArray {link(fields)}}}); }

QString jwt(const char *role)
{
    const auto part = [](const QByteArray &json) {
        return json.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    };
    return QString::fromLatin1(
        part(R"({"alg":"HS256"})") + '.' + part(QByteArray(R"({"role":")") + role + R"("})") + ".c2ln");
}

constexpr const char *s_planted = "Planted-4711-secret";

} // namespace

class TestImports : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theControlIsTaken()
    {
        const auto imported = importProfile(file({}));
        QVERIFY2(imported, imported ? "" : qPrintable(brief(imported.error())));
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("content");
        const auto row = [](const char *name, const QByteArray &content) { QTest::newRow(name) << content; };
        const QString planted = QLatin1String(s_planted);
        row("empty", {});
        row("no JSON", "profile: yes");
        row("UTF-16", QByteArray(reinterpret_cast<const char *>(u"{\"version\":1}"), 26));
        row("deep", QByteArray(100'000, '['));
        row("deep object", QByteArray("{\"a\":").repeated(5000) + "1" + QByteArray(5000, '}'));
        row("huge", QByteArray(3 * 1024 * 1024, ' '));
        row("newer", file({{QStringLiteral("version"), 2}}));
        row("version of text", file({{QStringLiteral("version"), QStringLiteral("1")}}));
        row("version 1e99", file({{QStringLiteral("version"), 1e99}}));
        row("password", withLink({{QStringLiteral("password"), planted}}));
        row("Password", withLink({{QStringLiteral("DbPassword"), planted}}));
        row("deep token",
            file({{QStringLiteral("x"), QJsonArray {QJsonObject {{QStringLiteral("refresh_token"), planted}}}}}));
        row("user in the address",
            withLink({{QStringLiteral("url"), QStringLiteral("rediss://u:Planted-4711-secret@h:1/0")}}));
        row("password in the address's query",
            withLink({{QStringLiteral("url"), QStringLiteral("rediss://h:1/0?password=Planted-4711-secret")}}));
        row("fragment in the address",
            withLink({{QStringLiteral("url"), QStringLiteral("rediss://h:1/0#Planted-4711-secret")}}));
        row("a private key",
            withLink({{QStringLiteral("ca_pem"),
                QStringLiteral("-----BEGIN PRIVATE KEY-----\nPlanted-4711-secret\n-----END PRIVATE KEY-----")}}));
        row("a service key", withLink({{QStringLiteral("publishable_key"), QStringLiteral("sb_secret_abc")}}));
        row("a service key after a space",
            withLink({{QStringLiteral("publishable_key"), QStringLiteral(" \tsb_secret_abc")}}));
        row("a service key in a label", withLink({{QStringLiteral("label"), QStringLiteral("sb_secret_abc")}}));
        row("a service token", withLink({{QStringLiteral("publishable_key"), jwt("service_role")}}));
        row("a service token with a line break",
            withLink({{QStringLiteral("publishable_key"), jwt("service_role") + QLatin1Char('\n')}}));
        row("a service token in a list", file({{QStringLiteral("notes"), QJsonArray {jwt("service_role")}}}));
        row("plain Redis far away",
            withLink({{QStringLiteral("url"), QStringLiteral("redis://redis.example:6379/0")}}));
        row("plain to a name that looks local",
            file({{QStringLiteral("kind"), QStringLiteral("local")},
                {QStringLiteral("links"),
                    QJsonArray {
                        link({{QStringLiteral("url"), QStringLiteral("redis://127.0.0.1.evil.example:6379/0")}})}}}));
        row("a file", withLink({{QStringLiteral("url"), QStringLiteral("file:///etc/passwd")}}));
        row("a unix socket", withLink({{QStringLiteral("url"), QStringLiteral("rediss:///var/run/redis.sock")}}));
        row("an option as host",
            withLink({{QStringLiteral("kind"), QStringLiteral("ssh")},
                {QStringLiteral("url"), QStringLiteral("ssh://-oProxyCommand=touch%20x")}}));
        row("no host", withLink({{QStringLiteral("url"), QStringLiteral("rediss://:6379")}}));
        row("user_metadata",
            file({{QStringLiteral("role_claims"), QJsonArray {QStringLiteral("user_metadata.role")}}}));
        row("raw_user_meta_data",
            file({{QStringLiteral("role_claims"), QJsonArray {QStringLiteral("raw_user_meta_data.role")}}}));
        row("no claims", file({{QStringLiteral("role_claims"), QJsonArray {}}}));
        row("a single pin", withLink({{QStringLiteral("spki_pins"), QJsonArray {QStringLiteral("AAAA")}}}));
        row("pins that are none",
            withLink({{QStringLiteral("spki_pins"), QJsonArray {QStringLiteral("x"), QStringLiteral("../../y")}}}));
        row("two links of one id", file({{QStringLiteral("links"), QJsonArray {link({}), link({})}}}));
        row("an empty name", file({{QStringLiteral("name"), QStringLiteral("  ")}}));
        row("a name of lines", file({{QStringLiteral("name"), QStringLiteral("eu\nPRODUCTION")}}));
        row("a name that turns round", file({{QStringLiteral("name"), QStringLiteral("\u202Enoitcudorp")}}));
        row("a colour that is none", file({{QStringLiteral("colour"), QStringLiteral("url(file:///etc/passwd)")}}));
        row("a shape that is none", file({{QStringLiteral("shape"), QStringLiteral("../../x.svg")}}));
    }
    void refused()
    {
        QFETCH(QByteArray, content);
        const auto imported = importProfile(content);
        QVERIFY2(!imported, "was taken");
        QVERIFY(!imported.error().what.isEmpty());
        QVERIFY2(!imported.error().where.isEmpty(), "the place is named");
        QVERIFY(imported.error().kind == ErrorKind::Invalid || imported.error().kind == ErrorKind::TooLarge);
        for (const QString &text : {imported.error().what, imported.error().where, imported.error().hint})
            QVERIFY2(!text.contains(QLatin1String(s_planted)), qPrintable(text));
    }

    void nothingIsTakenOver()
    {
        const auto imported = importProfile(
            file({{QStringLiteral("id"), QStringLiteral("../../etc")}, {QStringLiteral("protected"), false},
                {QStringLiteral("read_only"), false}, {QStringLiteral("local_folder"), QStringLiteral("/etc")},
                {QStringLiteral("command"), QStringLiteral("rm -rf /")},
                {QStringLiteral("plugins"), QJsonArray {QStringLiteral("/tmp/evil.so")}}}));
        QVERIFY2(imported, imported ? "" : qPrintable(brief(imported.error())));
        QVERIFY(!QUuid::fromString(imported->id).isNull());
        QVERIFY(imported->isProtected && imported->isReadOnly);
        QVERIFY(imported->localFolder.isEmpty());
        QVERIFY(imported->unknown.isEmpty());
        const QByteArray again = exportProfile(*imported);
        for (const char *each : {"rm -rf", "evil.so", "/etc"})
            QVERIFY(!again.contains(each));
    }

    /// Wrong types are no crash and no surprise.
    void everyFieldOfEveryType()
    {
        const QList<QJsonValue> values {QJsonValue(), true, -1, 1e99, QStringLiteral("x"),
            QJsonArray {1, QStringLiteral("x")}, QJsonObject {{QStringLiteral("a"), 1}}, QString(QChar(0xd800)),
            QString(QChar(u'\0')), QString(20'000, u'A')};
        const QStringList ofProfile {QStringLiteral("id"), QStringLiteral("name"), QStringLiteral("kind"),
            QStringLiteral("colour"), QStringLiteral("label"), QStringLiteral("shape"), QStringLiteral("protected"),
            QStringLiteral("read_only"), QStringLiteral("role_claims"), QStringLiteral("links"),
            QStringLiteral("local_folder")};
        const QStringList ofLink {QStringLiteral("id"), QStringLiteral("kind"), QStringLiteral("role"),
            QStringLiteral("label"), QStringLiteral("url"), QStringLiteral("user"), QStringLiteral("operator_user"),
            QStringLiteral("ca_pem"), QStringLiteral("peer_name"), QStringLiteral("spki_pins"), QStringLiteral("route"),
            QStringLiteral("issuer"), QStringLiteral("key_prefix"), QStringLiteral("sentinel_master"),
            QStringLiteral("priority_steps"), QStringLiteral("queues")};
        const auto look = [](const QByteArray &content) {
            const auto imported = importProfile(content);
            QVERIFY(imported || !imported.error().where.isEmpty());
            if (imported)
                QVERIFY(validate(*imported).empty() && imported->isReadOnly);
        };
        for (const QJsonValue &value : values) {
            for (const QString &field : ofProfile)
                if (field != u"kind")
                    look(file({{field, value}}));
            for (const QString &field : ofLink)
                look(withLink({{field, value}}));
        }
        for (const QString &text : test::hostileStrings()) {
            for (const QString &field : ofProfile)
                if (field != u"kind")
                    look(file({{field, text}}));
            for (const QString &field : ofLink)
                look(withLink({{field, text}}));
        }
    }
};

PH_TEST(TestImports)
#include "tst_imports.moc"
