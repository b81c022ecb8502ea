// SPDX-License-Identifier: GPL-3.0-or-later
// Acts as the companion tells them: those that were cut off, and changes of an environment's guards.
#include "services/base/journal.h"
#include "services/operations/plan.h"
#include "tests/support/companion.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QDirIterator>

using namespace ph;
using test::Companion;
using test::words;

namespace {

/// The environment “eu”, and the folder of its journals.
struct Eu {
    Companion ctl;
    QString journals;

    Eu()
    {
        if (ctl.run(words("env add eu --kind staging --json")) != 0)
            qFatal("%s", ctl.err.constData());
        journals
            = ctl.home.filePath(QStringLiteral("state/environments/%1/operations").arg(ctl.object()[u"id"].toString()));
    }
    /// What the disk holds when the program is killed between send and answer.
    void cut(const QString &id)
    {
        QDir().mkpath(journals);
        operations::Plan plan;
        plan.title = QStringLiteral("Revoke the stuck one");
        auto journal = Journal::open(journals + QStringLiteral("/%1.operation").arg(id));
        if (!journal
            || !journal->append({{QStringLiteral("event"), QStringLiteral("begin")},
                {QStringLiteral("action"), QStringLiteral("tasks.revoke")}, {QStringLiteral("plan"), plan.toJson()},
                {QStringLiteral("at"), QStringLiteral("2026-01-31T13:58:00.000Z")}})
            || !journal->append({{QStringLiteral("event"), QStringLiteral("step-begin")}}))
            qFatal("no journal");
    }
    [[nodiscard]] QJsonObject verdict()
    {
        (void)ctl.run(words("status --env eu --json"));
        return ctl.object()[u"verdict"].toObject();
    }
};

} // namespace

class TestActs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatAKillCutIsToldByStatusUntilItIsWrittenOff()
    {
        Eu eu;
        QCOMPARE(eu.verdict()[u"headline"].toString(), QStringLiteral("All is well."));
        eu.cut(QStringLiteral("0c0c"));
        const QJsonObject verdict = eu.verdict();
        QCOMPARE(verdict[u"severity"].toString(), QStringLiteral("warning"));
        QCOMPARE(verdict[u"lines"][0][u"code"].toString(), QStringLiteral("act-cut-off"));
        QCOMPARE(verdict[u"lines"][0][u"object"].toString(), QStringLiteral("Revoke the stuck one"));
        QCOMPARE(eu.ctl.run(words("status --env eu")), 7);
        QVERIFY2(eu.ctl.out.contains("1 thing to watch: an act was cut off: Revoke the stuck one."), eu.ctl.out);
        QVERIFY2(eu.ctl.out.contains("`pilothousectl operations`"), eu.ctl.out);
        QCOMPARE(eu.ctl.run(words("operations --env eu")), 6);
        QVERIFY2(eu.ctl.out.contains("0c0c"), eu.ctl.out);
        QCOMPARE(eu.ctl.run(words("operations abandon 0c0c --env eu --reason INC-2291")), 0);
        QCOMPARE(eu.verdict()[u"headline"].toString(), QStringLiteral("All is well."));
        QCOMPARE(eu.ctl.run(words("status --env eu")), 0);
    }

    /// Whoever asks what was done here sees the guards that were taken away, beside the acts on servers.
    void relaxedGuardsAreListedAsActs()
    {
        Eu eu;
        QCOMPARE(eu.ctl.run(words("operations --env eu --json")), 0);
        QVERIFY(eu.ctl.object()[u"operations"].toArray().isEmpty());
        QCOMPARE(eu.ctl.run(words("env edit eu --set protected=yes --set label=EU")), 0); // relaxes nothing
        QCOMPARE(eu.ctl.run(words("env edit eu --set protected=no --reason drill --yes eu")), 0);
        QCOMPARE(eu.ctl.run(words("operations --env eu --json")), 0);
        const QJsonArray acts = eu.ctl.object()[u"operations"].toArray();
        QCOMPARE(acts.size(), 1);
        QCOMPARE(acts[0][u"action"].toString(), QStringLiteral("environment.relax"));
        QCOMPARE(acts[0][u"title"].toString(), QStringLiteral("Relax guards of eu"));
        QCOMPARE(acts[0][u"phase"].toString(), QStringLiteral("done"));
        QCOMPARE(acts[0][u"reason"].toString(), QStringLiteral("drill"));
        QVERIFY(acts[0][u"evidence"].toString().contains(QLatin1String("no longer protected")));
        QCOMPARE(eu.ctl.run(words("operations --env eu")), 0);
        QVERIFY2(eu.ctl.out.contains("Relax guards of eu"), eu.ctl.out);
    }
};
PH_TEST(TestActs)
#include "tst_acts.moc"
