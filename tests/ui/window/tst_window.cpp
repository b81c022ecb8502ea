// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessibility.h"
#include "tests/ui/window/windowscene.h"
#include "ui/auth/accountpage.h"
#include "ui/auth/usermenu.h"
#include "ui/components/tableview.h"
#include "ui/queues/queuespage.h"
#include "ui/shell/environmentbanner.h"
#include "ui/shell/noticebar.h"
#include "ui/shell/pageheader.h"

#include <QMenu>

using namespace ph;
using ph::test::WindowScene;

class TestWindow : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<WindowScene> m_scene;

    ui::ShellWindow &window() { return m_scene->window(); }
    QAction *menuAction(const QString &text)
    {
        auto *header = window().findChild<ui::PageHeader *>();
        QTest::mouseClick(header->user(), Qt::LeftButton);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        for (QAction *action : menu ? menu->actions() : QList<QAction *>())
            if (action->text() == text)
                return action;
        return nullptr;
    }
    void choose(const QString &text)
    {
        QAction *action = menuAction(text);
        QVERIFY2(action, qPrintable(text));
        QApplication::activePopupWidget()->close();
        action->trigger();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_scene = std::make_unique<WindowScene>();
        QVERIFY(m_scene->openSignedIn());
    }
    void cleanupTestCase()
    {
        m_scene.reset();
        QTRY_COMPARE(liveTasks(), 0);
    }

    void saysWhoIsSignedInAndWhatTheyMay()
    {
        QTRY_VERIFY(m_scene->sees(QStringLiteral("read and operate")));
        QTRY_VERIFY(m_scene->sees(QStringLiteral("admin@pilothouse.example · admin")));
        // no keyring here: said, and it can be put away
        QVERIFY(window().notices().has(QStringLiteral("memory-only")));
    }

    void theAccountIsOneClickAway()
    {
        choose(QStringLiteral("Account…"));
        QCOMPARE(window().currentArea(), QStringLiteral("account"));
        auto *page = window().findChild<ui::AccountPage *>();
        QVERIFY(page && page->isVisible());
        for (const char *name : {"signOutHere", "signOutOthers", "signOutEverywhere", "changePassword", "addFactor"})
            QVERIFY2(page->findChild<QPushButton *>(QLatin1String(name)), name);
        QVERIFY(m_scene->sees(QStringLiteral("platform.queues")));
    }

    void queuesAreLive()
    {
        QVERIFY(window().open(QStringLiteral("queues")));
        auto *page = window().findChild<ui::QueuesPage *>();
        auto *table = page->page(page->tab())->table();
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() >= 4, 10'000);
        for (const char *id : {"auth", "redis-broker", "prometheus"})
            QTRY_COMPARE_WITH_TIMEOUT(m_scene->link(QLatin1String(id)).status, models::Status::Ok, 8000);
    }

    void nothingThatTakesTheKeyboardIsNameless()
    {
        for (const char *area : {"overview", "queues", "account", "settings"}) {
            QVERIFY2(window().open(QLatin1String(area)), area);
            QCoreApplication::processEvents();
            QCOMPARE(test::unnamedFocusable(&window()), QStringList());
            QCOMPARE(test::labelsThatGuessMarkup(&window()), QStringList());
        }
    }
};
PH_TEST(TestWindow)
#include "tst_window.moc"
