// SPDX-License-Identifier: GPL-3.0-or-later
// What a change of an environment takes away, as the form and the companion list it.
#include "services/wording/environmenttexts.h"
#include "tests/support/testmain.h"

#include <QSet>

using namespace ph::wording;

class TestEnvironmentTexts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyGuardHasItsOwnClause()
    {
        QSet<QString> all;
        for (const auto guard : {RelaxedGuard::Protected, RelaxedGuard::ReadOnly, RelaxedGuard::Silent,
                 RelaxedGuard::SecondFactor, RelaxedGuard::StrictLock})
            all.insert(guardRelaxed(guard));
        QCOMPARE(all.size(), 5);
        for (const QString &each : all)
            QVERIFY2(!each.endsWith(QLatin1Char('.')) && each[0].isLower(), qPrintable(each));
    }

    void clausesNameWhatTheyAreAbout()
    {
        QCOMPARE(kindRelaxed(QStringLiteral("production"), QStringLiteral("staging")),
            QStringLiteral("the kind goes from production to staging"));
        QCOMPARE(rightsFromOtherClaims({QStringLiteral("a.b"), QStringLiteral("c")}),
            QStringLiteral("rights are read from other claims: a.b, c"));
        // A name that looks like a place for another word stays a name.
        QCOMPARE(linkToAnotherHost(QStringLiteral("%2"), QStringLiteral("evil.example")),
            QStringLiteral("%2: it leads to another host, evil.example"));
        QCOMPARE(passwordNeeded(QStringLiteral("reader"), QStringLiteral("Redis broker")),
            QStringLiteral("the password of reader for Redis broker"));
    }
};

PH_TEST(TestEnvironmentTexts)
#include "tst_environmenttexts.moc"
