// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/checktexts.h"
#include "services/wording/numbers.h"
#include "tests/support/testmain.h"

using namespace ph::wording;

class TestCheckTexts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void foundKeysAreCounted()
    {
        QCOMPARE(keysFound(FoundKeys::TaskResults, 1, true), QStringLiteral("1 task result"));
        QCOMPARE(keysFound(FoundKeys::CeleryExchanges, 3, true), QStringLiteral("Celery is known there: 3 exchanges"));
        // The look ended before the data did.
        QCOMPARE(keysFound(FoundKeys::TaskResults, 1999, false),
            QStringLiteral("at least %1 task results").arg(number(qint64(1999))));
        QCOMPARE(keysFound(FoundKeys::RateLimits, 1, false), QStringLiteral("at least 1 rate limit counter"));
    }

    /// The table stands in the order of its names.
    void warningsNameTheirValues()
    {
        QCOMPARE(checkWarning(CheckWarning::NoProvider).text, QStringLiteral("no way to sign in is switched on there"));
        const auto clock = checkWarning(CheckWarning::OwnClockAhead, {QStringLiteral("4 min")});
        QCOMPARE(clock.text, QStringLiteral("every server says that this computer's clock is 4 min ahead"));
        QCOMPARE(clock.hint, QStringLiteral("set this computer's clock"));
        QCOMPARE(checkWarning(CheckWarning::HostKeyNew, {QStringLiteral("ssh-jump")}).hint,
            QStringLiteral("compare the fingerprint with whoever runs the host, then `pilothousectl env trust NAME "
                           "ssh-jump --yes`"));
        QVERIFY(
            checkWarning(CheckWarning::OperatorLoginFails, {QStringLiteral("a"), QStringLiteral("b")}).hint.isEmpty());
        QCOMPARE(checkWarning(CheckWarning::NoTraceOfCelery).hint,
            QStringLiteral("check the database number and the key prefix"));
    }

    /// What a server says is no format.
    void valuesAreNotFilledIn()
    {
        const auto words
            = checkWarning(CheckWarning::OperatorUserFails, {QStringLiteral("op"), QStringLiteral("%1 %2")});
        QCOMPARE(words.text, QStringLiteral("the operator user op cannot sign in: %1 %2"));
        QCOMPARE(words.hint, QStringLiteral("reading works; every change would be refused"));
    }

    void linksHaveNames()
    {
        QCOMPARE(linkLabel(LinkNoun::Redis, QStringLiteral("broker")), QStringLiteral("Redis broker"));
        QCOMPARE(linkLabel(LinkNoun::Ssh, {}), QStringLiteral("SSH host"));
        QCOMPARE(linkLabel(LinkNoun::SecretStore, {}), QStringLiteral("Secret store"));
    }
};
PH_TEST(TestCheckTexts)
#include "tst_checktexts.moc"
