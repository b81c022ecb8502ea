// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/permits.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::transport;
using namespace std::chrono_literals;

static_assert(!std::is_copy_constructible_v<WritePermit>);
static_assert(!std::is_constructible_v<WritePermit, PermitScope, std::shared_ptr<const PermitAuthority>>);
static_assert(!std::is_default_constructible_v<WritePermit>);
static_assert(!std::is_convertible_v<ProbePermit, WritePermit>);

class TestPermit : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isGoodOnce()
    {
        PermitTestFactory factory;
        WritePermit permit = factory.write();
        QVERIFY(permit.redeem(QStringLiteral("test")).has_value());
        QCOMPARE(permit.redeem(QStringLiteral("test")).error().code, QStringLiteral("permit-used"));
    }
    void isBoundToItsEnvironment()
    {
        PermitTestFactory factory;
        WritePermit permit = factory.write();
        QCOMPARE(permit.redeem(QStringLiteral("production")).error().code, QStringLiteral("permit-environment"));
    }
    void movedFromIsUsed()
    {
        PermitTestFactory factory;
        WritePermit permit = factory.write();
        WritePermit taken = std::move(permit);
        QVERIFY(!permit.redeem(QStringLiteral("test"))); // NOLINT: that is the point
        QVERIFY(taken.redeem(QStringLiteral("test")).has_value());
    }
    void expires()
    {
        PermitTestFactory factory;
        WritePermit permit = factory.write();
        factory.authority->time += 2s;
        QCOMPARE(permit.redeem(QStringLiteral("test")).error().code, QStringLiteral("permit-expired"));
    }
    void authorityIsAskedAtTheMomentOfSending()
    {
        PermitTestFactory factory;
        WritePermit permit = factory.write();
        factory.authority->verdict = fail(ErrorKind::Refused, QStringLiteral("signed out meanwhile"));
        QCOMPARE(permit.redeem(QStringLiteral("test")).error().what, QStringLiteral("signed out meanwhile"));
    }
};

PH_TEST(TestPermit)
#include "tst_permit.moc"
