// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/claims.h"
#include "tests/support/testmain.h"
#include "tests/support/tokensigner.h"

#include <QJsonArray>

using namespace ph;
using namespace ph::auth;
using ph::test::TokenSigner;

namespace {

const QString acmeId = QStringLiteral("11111111-1111-4111-8111-111111111111");

QJsonObject object(const char *name, const QJsonValue &value) { return {{QLatin1String(name), value}}; }

QJsonObject membership(const QString &slug, const QString &role, const QString &id = acmeId)
{
    return {{QStringLiteral("id"), id}, {QStringLiteral("slug"), slug}, {QStringLiteral("role"), role}};
}

IdentityClaims identityOf(const QJsonObject &extra, const ClaimsMapping &mapping = {})
{
    QJsonObject claims = TokenSigner::goodClaims(1000);
    claims.remove(QStringLiteral("app_metadata"));
    for (auto it = extra.begin(); it != extra.end(); ++it)
        claims[it.key()] = it.value();
    const auto identity = readIdentity({claims, TokenProof::Signature, {}, {}}, mapping);
    return identity ? *identity : IdentityClaims {};
}

bool has(const IdentityClaims &identity, const char *right, const QString &tenant = {})
{
    return std::any_of(identity.rights.begin(), identity.rights.end(), [&](const operations::GrantedRight &each) {
        return each.key == QLatin1String(right) && each.tenant == tenant;
    });
}

} // namespace

class TestClaims : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void roleComesFromTheFirstPathThatHasOne_data()
    {
        QTest::addColumn<QJsonObject>("claims");
        QTest::addColumn<QString>("role");
        QTest::addColumn<QString>("source");
        const QJsonObject both {{QStringLiteral("platform_role"), QStringLiteral("admin")},
            {QStringLiteral("role"), QStringLiteral("user")}};
        QTest::newRow("platform_role first") << object("app_metadata", both) << "admin" << "app_metadata.platform_role";
        QTest::newRow("then role") << object("app_metadata", object("role", QStringLiteral("agent"))) << "agent"
                                   << "app_metadata.role";
        QTest::newRow("then the hook's") << object("user_role", QStringLiteral("admin")) << "admin" << "user_role";
        QTest::newRow("none: user") << QJsonObject {} << "user" << "";
        QTest::newRow("not text: user") << object("app_metadata", object("role", true)) << "user" << "";
        QTest::newRow("never the Postgres role") << object("role", QStringLiteral("admin")) << "user" << "";
        QTest::newRow("never user_metadata") << object("user_metadata", both) << "user" << "";
    }
    void roleComesFromTheFirstPathThatHasOne()
    {
        QFETCH(QJsonObject, claims);
        QFETCH(QString, role);
        QFETCH(QString, source);
        const IdentityClaims identity = identityOf(claims);
        QCOMPARE(identity.platformRole, role);
        QCOMPARE(identity.roleSource, source);
    }

    void userMetadataIsRefusedInAMapping()
    {
        for (const char *path :
            {"user_metadata.role", "user_metadata", "", "a..b", "a.b.c.d.e", "raw_user_meta_data.role"}) {
            ClaimsMapping mapping;
            mapping.rolePaths = {QLatin1String(path)};
            QCOMPARE(mapping.check().error().code, QStringLiteral("claims-mapping"));
            QVERIFY(!readIdentity({TokenSigner::goodClaims(0), TokenProof::Signature, {}, {}}, mapping));
        }
    }

    /// The whole table: who has what by which role.
    void platformRightsByRole()
    {
        const QStringList expected {QStringLiteral("platform.tenants"), QStringLiteral("platform.quotas"),
            QStringLiteral("platform.roles"), QStringLiteral("platform.audit"), QStringLiteral("platform.restore"),
            QStringLiteral("platform.queues"), QStringLiteral("platform.redis"), QStringLiteral("platform.limits"),
            QStringLiteral("platform.alerts"), QStringLiteral("platform.backups"), QStringLiteral("platform.database")};
        QCOMPARE(allPlatformRights(), expected);
        QCOMPARE(permissionsOf(RoleScope::Platform, u"admin"), expected);
        for (const QStringView role : {u"user", u"agent", u"owner", u"Admin", u"admin ", u""})
            QVERIFY(permissionsOf(RoleScope::Platform, role).isEmpty());
    }

    void tenantRightsByRole_data()
    {
        QTest::addColumn<QString>("role");
        QTest::addColumn<QStringList>("rights");
        const auto words = [](const char *text) { return QString::fromLatin1(text).split(u' '); };
        const QStringList viewer = words("data.read jobs.read limits.read members.read quotas.read tenant.read");
        const QStringList member = viewer + words("data.write jobs.manage");
        const QStringList admin = member
            + words("tenant.update limits.manage members.manage keys.read keys.manage backups.read backups.manage "
                    "audit.read");
        QTest::newRow("viewer") << "viewer" << viewer;
        QTest::newRow("member") << "member" << member;
        QTest::newRow("tenant_admin") << "tenant_admin" << admin;
        QTest::newRow("owner") << "owner" << admin + words("tenant.delete");
        QTest::newRow("agent of a tenant") << "agent" << QStringList();
        QTest::newRow("admin is no tenant role") << "admin" << QStringList();
    }
    void tenantRightsByRole()
    {
        QFETCH(QString, role);
        QFETCH(QStringList, rights);
        const IdentityClaims identity
            = identityOf(object("tenants", QJsonArray {membership(QStringLiteral("acme"), role)}));
        QStringList found;
        for (const operations::GrantedRight &right : identity.rights) {
            QCOMPARE(right.tenant, QStringLiteral("acme"));
            QVERIFY(right.because.endsWith(QStringLiteral(" of acme")));
            found << right.key;
        }
        found.sort();
        rights.sort();
        QCOMPARE(found, rights);
        QCOMPARE(identity.remarks.isEmpty(), !rights.isEmpty());
    }

    void tenantRightsReachOnlyThatTenant()
    {
        const IdentityClaims identity
            = identityOf(object("tenants", QJsonArray {membership(QStringLiteral("acme"), QStringLiteral("member"))}));
        QVERIFY(has(identity, "jobs.manage", QStringLiteral("acme")));
        QVERIFY(!has(identity, "jobs.manage", QStringLiteral("globex")));
        QVERIFY(!has(identity, "jobs.manage"));
        QVERIFY(!has(identity, "platform.queues"));
    }

    void adminHasNoSilentRightToTenants()
    {
        const IdentityClaims identity = identityOf(object("app_metadata", object("role", QStringLiteral("admin"))));
        QVERIFY(has(identity, "platform.queues"));
        QVERIFY(!has(identity, "data.read"));
        QCOMPARE(identity.rights.front().because, QStringLiteral("role admin"));
    }

    void brokenMembershipsGiveNothing()
    {
        const QJsonArray broken {QJsonValue::Null, 1, QJsonObject {}, membership(QString(), QStringLiteral("owner")),
            membership(QStringLiteral("acme"), QStringLiteral("owner"), QStringLiteral("not-a-uuid")),
            membership(QStringLiteral("Acme"), QStringLiteral("owner")),
            membership(QStringLiteral("acme\n"), QStringLiteral("owner")),
            membership(QStringLiteral("a'; drop"), QStringLiteral("owner"))};
        QVERIFY(identityOf(object("tenants", broken)).rights.empty());
        QVERIFY(identityOf(object("tenants", QStringLiteral("acme"))).rights.empty());
    }

    void manyMembershipsAreCapped()
    {
        QJsonArray many;
        for (int i = 0; i < 5000; ++i)
            many.append(membership(QStringLiteral("tenant-%1").arg(i), QStringLiteral("viewer")));
        QCOMPARE(identityOf(object("tenants", many)).tenants.size(), 1000);
    }

    void agentsAndAnonymousStayOutside()
    {
        QVERIFY(
            !identityOf(object("app_metadata", object("role", QStringLiteral("agent")))).whyNotInWindow().isEmpty());
        QVERIFY(identityOf({}).whyNotInWindow().isEmpty());
        const IdentityClaims anonymous = identityOf({{QStringLiteral("is_anonymous"), true},
            {QStringLiteral("app_metadata"), object("role", QStringLiteral("admin"))}});
        QVERIFY(!anonymous.whyNotInWindow().isEmpty());
        QVERIFY(anonymous.rights.empty());
    }

    void assuranceAndMethods()
    {
        const QJsonArray methods {
            QJsonObject {{QStringLiteral("method"), QStringLiteral("password")}, {QStringLiteral("timestamp"), 100}},
            QJsonObject {{QStringLiteral("method"), QStringLiteral("totp")}, {QStringLiteral("timestamp"), 200}}};
        const IdentityClaims identity
            = identityOf({{QStringLiteral("aal"), QStringLiteral("aal2")}, {QStringLiteral("amr"), methods}});
        QCOMPARE(int(identity.aal), int(AssuranceLevel::Aal2));
        QCOMPARE(identity.methods.size(), 2);
        QCOMPARE(identity.methods[1].method, QStringLiteral("totp"));
        QCOMPARE(int(identityOf(object("aal", QStringLiteral("AAL2"))).aal), int(AssuranceLevel::Aal1));
    }

    void theServersWordReplacesUnverifiableClaims()
    {
        const QJsonObject token = TokenSigner::goodClaims(0); // says admin
        const QJsonObject user {{QStringLiteral("id"), token[u"sub"]},
            {QStringLiteral("email"), QStringLiteral("x@y.test")},
            {QStringLiteral("app_metadata"), object("role", QStringLiteral("user"))}};
        const auto claims = claimsVouchedBy(token, user);
        QCOMPARE(readIdentity({*claims, TokenProof::DisplayOnly, {}, {}}, {})->platformRole, QStringLiteral("user"));
        QCOMPARE(claimsVouchedBy(token, {{QStringLiteral("id"), QStringLiteral("other")}}).error().code,
            QStringLiteral("user-mismatch"));
        QVERIFY(!claimsVouchedBy({}, {}));
    }
};

PH_TEST(TestClaims)
#include "tst_claims.moc"
