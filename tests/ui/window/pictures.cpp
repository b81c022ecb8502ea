// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window/windowscene.h"
#include "ui/components/resourcepage.h"
#include "ui/components/tableview.h"
#include "ui/platform/environmentspage.h"
#include "ui/queues/queuespage.h"
#include "ui/shell/activitypanel.h"
#include "ui/shell/navigation.h"

#include <QDir>

namespace ph::test {

namespace {

/// Lets arrive what arrives within a moment, and paints it.
void settle(int milliseconds)
{
    const QDeadlineTimer until(milliseconds);
    while (!until.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
}

class Pictures {
public:
    Pictures(WindowScene &scene, QString folder)
        : m_scene(scene)
        , m_folder(std::move(folder))
    {
    }
    void take(const QString &name)
    {
        settle(250);
        m_scene.window().grab().save(QStringLiteral("%1/%2-%3.png").arg(m_folder, name, m_look));
    }
    void all(const QString &look, ui::AppearanceChoice choice, const QSize &size)
    {
        m_look = look;
        ui::ShellWindow &window = m_scene.window();
        window.preferences().setAppearance(choice);
        window.resize(size);
        for (const char *area : {"overview", "account", "settings", "environments"}) {
            (void)window.open(QLatin1String(area));
            take(QLatin1String(area));
        }
        (void)window.open(QStringLiteral("queues"));
        auto *page = window.findChild<ui::QueuesPage *>();
        using Tab = ui::QueuesPage::Tab;
        for (const auto &[tab, name] :
            {std::pair(Tab::Queues, "queues"), std::pair(Tab::Tasks, "tasks"), std::pair(Tab::Workers, "workers")}) {
            page->showTab(tab);
            take(QLatin1String(name));
            auto *table = page->page(tab)->table();
            if (table->model()->rowCount() > 0)
                table->selectRow(0);
            QTest::keyClick(table, Qt::Key_Return);
            take(QLatin1String(name) + QStringLiteral("-detail"));
            QTest::keyClick(table, Qt::Key_Escape);
        }
        window.openPalette();
        take(QStringLiteral("palette"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        window.activityPanel()->openPanel();
        take(QStringLiteral("activity"));
        window.activityPanel()->closePanel();
        Q_EMIT window.lockRequested();
        take(QStringLiteral("locked"));
        Q_EMIT window.unlockRequested();
        take(QStringLiteral("unlock"));
        Q_EMIT m_scene.flow().current()->lock()->watcher().screenUnlocked();
        settle(50);
    }

private:
    WindowScene &m_scene;
    QString m_folder;
    QString m_look;
};

} // namespace

namespace {

/// What a newcomer sees: the start page, and the form with a link that does not work.
bool takeBeginnings(const QString &folder)
{
    WindowScene scene;
    scene.flow().begin({});
    scene.window().resize(1280, 800);
    Pictures pictures(scene, folder);
    pictures.take(QStringLiteral("start"));
    if (!QTest::qWaitFor([&] { return scene.button(QStringLiteral("Connect to your platform…")) != nullptr; }, 5000))
        return false;
    QTest::mouseClick(scene.button(QStringLiteral("Connect to your platform…")), Qt::LeftButton);
    auto *page = scene.window().findChild<ui::EnvironmentsPage *>();
    page->formModel().setText(QStringLiteral("name"), QStringLiteral("eu-central"));
    const QString link = page->formModel().addLink(platform::LinkKind::Prometheus, {});
    page->formModel().setText(link + QStringLiteral(".url"), QStringLiteral("https://127.0.0.1:1"));
    settle(3000);
    pictures.take(QStringLiteral("form"));
    scene.window().resize(1280, 1500);
    pictures.take(QStringLiteral("form-long"));
    return true;
}

} // namespace

int takePictures(const QString &folder)
{
    QDir().mkpath(folder);
    if (!takeBeginnings(folder))
        return 1;
    WindowScene scene;
    if (!scene.openLocal())
        return 1;
    scene.window().resize(1440, 900);
    Pictures pictures(scene, folder);
    pictures.take(QStringLiteral("signin"));
    if (!scene.signInAs(QStringLiteral("Admin")))
        return 1;
    settle(3000);
    pictures.all(QStringLiteral("dark"), ui::AppearanceChoice::Dark, {1440, 900});
    pictures.all(QStringLiteral("light"), ui::AppearanceChoice::Light, {1280, 800});
    pictures.all(QStringLiteral("contrast"), ui::AppearanceChoice::HighContrast, {1280, 800});
    return 0;
}

} // namespace ph::test
