// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/guard.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::operations;
using namespace std::chrono_literals;

namespace {

class FakeIdentities final : public IdentitySource {
public:
    [[nodiscard]] std::shared_ptr<const Identity> identity() const override { return current; }
    std::shared_ptr<const Identity> current;
};

const ActionSpec s_revoke {QStringLiteral("tasks.revoke"), QStringLiteral("tasks revoke"),
    QStringLiteral("platform.queues"), QStringLiteral("jobs.manage"), ActionClass::Disruptive};

Identity admin(const Clock &clock)
{
    Identity identity;
    identity.role = QStringLiteral("admin");
    identity.rights = {{QStringLiteral("platform.queues"), {}, QStringLiteral("role admin")}};
    identity.isVerified = true;
    identity.validUntil = clock.monotonic() + 1h;
    identity.signedInAt = clock.monotonic();
    return identity;
}

EnvironmentPolicy staging()
{
    return {
        QStringLiteral("e1"), QStringLiteral("staging"), EnvironmentKind::Staging, false, false, false, false, false};
}

const Confirmation s_second {ActionClass::Disruptive, {}, {}, {}};

} // namespace

class TestGuard : public QObject {
    Q_OBJECT

    ManualClock m_clock;
    FakeIdentities m_identities;

    QString codeOf(const Guard &guard, const QString &tenant = {}) { return guard.can(s_revoke, tenant).refusal.code; }
    void signIn(const std::function<void(Identity &)> &change = {})
    {
        Identity identity = admin(m_clock);
        if (change)
            change(identity);
        m_identities.current = std::make_shared<Identity>(identity);
    }

private Q_SLOTS:
    void init() { m_identities.current.reset(); }

    void allowsWithTheRight()
    {
        signIn();
        Guard guard(staging(), m_identities, m_clock);
        const Verdict verdict = guard.can(s_revoke);
        QVERIFY(verdict.allowed);
        QCOMPARE(verdict.because, QStringLiteral("platform.queues, by role admin"));
        QCOMPARE(verdict.effectiveClass, ActionClass::Disruptive);
    }

    void namesTheMissingRight()
    {
        signIn([](Identity &identity) { identity.rights.clear(); });
        Guard guard(staging(), m_identities, m_clock);
        QCOMPARE(codeOf(guard), QStringLiteral("platform.queues"));
        QCOMPARE(guard.can(s_revoke).refusal.kind, ErrorKind::Forbidden);
    }

    void tenantRightReachesOnlyThatTenant()
    {
        signIn([](Identity &identity) {
            identity.rights = {{QStringLiteral("jobs.manage"), QStringLiteral("acme-labs"),
                QStringLiteral("role admin of acme-labs")}};
        });
        Guard guard(staging(), m_identities, m_clock);
        QVERIFY(guard.can(s_revoke, QStringLiteral("acme-labs")).allowed);
        QVERIFY(!guard.can(s_revoke, QStringLiteral("halcyon")).allowed);
        QVERIFY2(!guard.can(s_revoke).allowed, "an object of no known tenant needs the platform right");
    }

    /// The right for each of the tenants does; else it is said of how many objects it is missing.
    void tenantRightsReachTheirTenantsTogether()
    {
        signIn([](Identity &identity) {
            for (const char *slug : {"acme-labs", "bluefin"})
                identity.rights.push_back({QStringLiteral("jobs.manage"), QString::fromLatin1(slug),
                    QStringLiteral("role admin of %1").arg(QString::fromLatin1(slug))});
            std::erase_if(identity.rights, [](const auto &right) { return right.tenant.isEmpty(); });
        });
        Guard guard(staging(), m_identities, m_clock);
        Tenants tenants;
        tenants.noun = QStringLiteral("tasks");
        tenants.objects = {{QStringLiteral("acme-labs"), 20}, {QStringLiteral("bluefin"), 10}};
        const Verdict both = guard.can(s_revoke, tenants);
        QVERIFY2(both.allowed, qPrintable(both.refusal.what));
        QCOMPARE(both.because, QStringLiteral("jobs.manage, by role admin of acme-labs and role admin of bluefin"));
        tenants.objects[QStringLiteral("umbra-ai")] = 3;
        const Verdict mixed = guard.can(s_revoke, tenants);
        QVERIFY(!mixed.allowed);
        QCOMPARE(mixed.refusal.code, QStringLiteral("platform.queues"));
        QCOMPARE(mixed.refusal.what, QStringLiteral("3 of 33 tasks are of umbra-ai, where you lack jobs.manage"));
        tenants.objects[QString()] = 1;
        QCOMPARE(guard.can(s_revoke, tenants).refusal.what,
            QStringLiteral("3 of 34 tasks are of umbra-ai, where you lack jobs.manage; 1 of 34 tasks is of no tenant "
                           "that is known"));
        // A permit falls with one of the rights it rests on.
        tenants.objects = {{QStringLiteral("acme-labs"), 1}, {QStringLiteral("bluefin"), 1}};
        const Confirmation confirmation {ActionClass::Disruptive, {}, {}, {}};
        auto permit = guard.permit(
            s_revoke, tenants, QStringLiteral("2"), confirmation, QStringLiteral("o"), QStringLiteral("s"));
        QVERIFY(permit);
        QCOMPARE(permit->scope().tenants, (QStringList {QStringLiteral("acme-labs"), QStringLiteral("bluefin")}));
        signIn([](Identity &identity) {
            identity.rights = {{QStringLiteral("jobs.manage"), QStringLiteral("acme-labs"), QStringLiteral("r")}};
        });
        QVERIFY(!guard.can(s_revoke, tenants).allowed);
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("code");
        for (const char *code : {"signed-out", "no-auth-link", "unverified", "agent", "locked", "session-expired",
                 "sign-in-again", "second-factor", "read-only", "ad-hoc"})
            QTest::newRow(code) << QString::fromLatin1(code);
    }
    void refusals()
    {
        QFETCH(QString, code);
        EnvironmentPolicy policy = staging();
        policy.isReadOnly = code == QLatin1String("read-only");
        policy.isAdHoc = code == QLatin1String("ad-hoc");
        policy.hasSignIn = code != QLatin1String("no-auth-link");
        if (code != QLatin1String("signed-out") && policy.hasSignIn)
            signIn([&](Identity &identity) {
                identity.isVerified = code != QLatin1String("unverified");
                if (code == QLatin1String("agent"))
                    identity.role = code;
                identity.hasVerifiedFactor = code == QLatin1String("second-factor");
                if (code == QLatin1String("sign-in-again"))
                    identity.validUntil += 20h;
            });
        Guard guard(policy, m_identities, m_clock);
        guard.setLocked(code == QLatin1String("locked"));
        if (code == QLatin1String("session-expired"))
            m_clock.advance(2h);
        if (code == QLatin1String("sign-in-again"))
            m_clock.advance(13h);
        QCOMPARE(codeOf(guard), code == QLatin1String("unverified") ? QStringLiteral("signed-out") : code);
        QVERIFY(!guard.permit(s_revoke, {}, {}, s_second, QStringLiteral("op"), QStringLiteral("1")));
    }

    void protectionRaisesTheClass()
    {
        signIn();
        EnvironmentPolicy policy = staging();
        policy.isProtected = true;
        Guard guard(policy, m_identities, m_clock);
        QCOMPARE(guard.can(s_revoke).effectiveClass, ActionClass::Destructive);
        const QString name = QStringLiteral("91b3");
        const auto ask = [&](const Confirmation &c) {
            return guard.permit(s_revoke, {}, name, c, QStringLiteral("op"), QStringLiteral("1"));
        };
        QCOMPARE(ask(s_second).error().code, QStringLiteral("confirmation"));
        QCOMPARE(ask({ActionClass::Destructive, QStringLiteral("91b"), QStringLiteral("INC-1"), {}}).error().code,
            QStringLiteral("typed-name"));
        QCOMPARE(ask({ActionClass::Destructive, name, {}, {}}).error().code, QStringLiteral("reason"));
        QVERIFY(ask({ActionClass::Destructive, name, QStringLiteral("INC-1"), {}}).has_value());
    }

    void unlockEndsByItself()
    {
        signIn([](Identity &identity) { identity.validUntil += 10h; });
        EnvironmentPolicy policy = staging();
        policy.isReadOnly = true;
        Guard guard(policy, m_identities, m_clock);
        QVERIFY(!guard.unlock(QStringLiteral("x"), 5min));
        QVERIFY(guard.unlock(QStringLiteral("INC-2291"), 60min).has_value());
        QVERIFY(guard.can(s_revoke).allowed);
        m_clock.advance(14min);
        QVERIFY(guard.can(s_revoke).allowed);
        m_clock.advance(2min);
        QCOMPARE(codeOf(guard), QStringLiteral("read-only"));
        QVERIFY(!guard.unlocked());
    }

    void permitDiesWithTheUnlockTheSessionAndTheGuard()
    {
        signIn();
        EnvironmentPolicy policy = staging();
        policy.isReadOnly = true;
        auto guard = std::make_unique<Guard>(policy, m_identities, m_clock);
        const auto permit = [&] {
            if (!guard->unlock(QStringLiteral("INC-2291"), 5min))
                qFatal("no unlock");
            return guard->permit(s_revoke, {}, {}, s_second, QStringLiteral("op"), QStringLiteral("1"));
        };
        auto first = permit();
        guard->endUnlock();
        QCOMPARE(first->redeem(QStringLiteral("e1")).error().code, QStringLiteral("read-only"));
        auto second = permit();
        m_identities.current.reset();
        QCOMPARE(second->redeem(QStringLiteral("e1")).error().code, QStringLiteral("signed-out"));
        signIn();
        auto demoted = permit();
        signIn([](Identity &identity) { identity.rights.clear(); });
        QCOMPARE(demoted->redeem(QStringLiteral("e1")).error().code, QStringLiteral("platform.queues"));
        signIn();
        auto third = permit();
        guard.reset();
        QVERIFY(!third->redeem(QStringLiteral("e1")));
    }

    void probesAreAllowedReadOnlyButNotSilent()
    {
        EnvironmentPolicy policy = staging();
        policy.isReadOnly = true;
        Guard reading(policy, m_identities, m_clock);
        auto probe = reading.probe(QStringLiteral("ping"));
        QVERIFY(probe.has_value());
        QVERIFY(probe->redeem(QStringLiteral("e1")).has_value());
        policy.isSilent = true;
        Guard silent(policy, m_identities, m_clock);
        QCOMPARE(silent.probe(QStringLiteral("ping")).error().code, QStringLiteral("silenced"));
    }
};

PH_TEST(TestGuard)
#include "tst_guard.moc"
