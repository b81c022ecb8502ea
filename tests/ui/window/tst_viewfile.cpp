// SPDX-License-Identifier: GPL-3.0-or-later
// Two windows and one settings file.
#include "app/pilothouse/viewfile.h"
#include "services/base/files.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace ph;
using app::ViewFile;

class TestViewFile : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    static QJsonObject preferences(const char *appearance, bool isStill)
    {
        return {{QStringLiteral("appearance"), QLatin1String(appearance)}, {QStringLiteral("reducedMotion"), isStill}};
    }

private Q_SLOTS:
    void oneWindowDoesNotUndoWhatAnotherChose()
    {
        const QString file = path("both.json");
        const QString key = QStringLiteral("preferences");
        ViewFile one(file);
        ViewFile two(file);
        one.save(key, preferences("system", false));
        QVERIFY(one.settings().flush());
        two.settings().reload();
        QTRY_COMPARE(two.load(key), preferences("system", false));

        one.save(key, preferences("light", false));
        QVERIFY(one.settings().flush());
        two.save(key, preferences("system", true)); // it has not looked yet
        QVERIFY(two.settings().flush());
        QCOMPARE(ViewFile(file).load(key), preferences("light", true));

        QSignalSpy heard(&two.settings(), &Settings::reloaded);
        two.settings().reload();
        QVERIFY(heard.wait());
        QCOMPARE(two.load(key), preferences("light", true));
    }

    void whatPagesKeepIsOfOneEnvironment()
    {
        const QString file = path("pages.json");
        const QString key = QStringLiteral("tasks");
        const QJsonObject view {{QStringLiteral("filter"), QStringLiteral("state:failed")}};
        ViewFile staging(file);
        staging.setEnvironment(QStringLiteral("staging-id"));
        ViewFile production(file);
        production.setEnvironment(QStringLiteral("production-id"));
        staging.save(key, view);
        QVERIFY(staging.settings().flush());
        production.settings().reload();
        production.save(key, {{QStringLiteral("views"), QJsonArray {1}}});
        QVERIFY(production.settings().flush());
        QCOMPARE(production.load(key), (QJsonObject {{QStringLiteral("views"), QJsonArray {1}}}));
        ViewFile again(file);
        again.setEnvironment(QStringLiteral("staging-id"));
        QCOMPARE(again.load(key), view);
    }

    void anOlderFileKeepsItsPreferences()
    {
        const QString file = path("older.json");
        QVERIFY(replaceFile(file,
            "{\"version\":1,\"view.preferences\":{\"appearance\":\"light\",\"reducedMotion\":true},"
            "\"view.tasks\":{\"filter\":\"x\"}}"));
        ViewFile views(file);
        QCOMPARE(views.load(QStringLiteral("preferences")), preferences("light", true));
        views.setEnvironment(QStringLiteral("any"));
        QVERIFY(views.load(QStringLiteral("tasks")).isEmpty());
    }
};

PH_TEST(TestViewFile)
#include "tst_viewfile.moc"
