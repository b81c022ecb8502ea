// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/secret.h"
#include "tests/support/testmain.h"

using namespace ph;

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);

class TestSecret : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void takesAndWipesTheSource()
    {
        QByteArray source("hunter2");
        source.detach();
        Secret secret = Secret::take(source);
        QVERIFY(source.isEmpty());
        QCOMPARE(secret.reveal(), QByteArrayView("hunter2"));
        QVERIFY(secret.equals("hunter2"));
        QVERIFY(!secret.equals("hunter3"));
        QVERIFY(!secret.equals("hunter"));
    }

    void movedFromIsEmpty()
    {
        Secret a {QByteArrayView("x")};
        Secret b = std::move(a);
        QVERIFY(a.isEmpty()); // NOLINT: that is the point
        QCOMPARE(b.size(), 1);
    }

    void randomsDiffer()
    {
        const Secret a = Secret::random(24);
        QCOMPARE(a.size(), 32);
        QVERIFY(!a.equals(Secret::random(24).reveal()));
    }
};

PH_TEST(TestSecret)
#include "tst_secret.moc"
