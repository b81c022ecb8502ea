// SPDX-License-Identifier: GPL-3.0-or-later
// Renders the shell in dark, light and high contrast: ui_shellpictures FOLDER [WIDTHxHEIGHT]. Scale by QT_SCALE_FACTOR.

#include "tests/ui/shell/shellsamples.h"
#include "ui/charts/meter.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/reviewdialog.h"
#include "ui/components/toast.h"
#include "ui/shell/activitypanel.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/environmentbanner.h"
#include "ui/shell/framerecorder.h"
#include "ui/shell/startpage.h"

#include <QDir>
#include <QLineEdit>
#include <QtTest>

using namespace ph;
using namespace ph::ui;

namespace {

QWidget *panel(const char *title, const char *note, int rows)
{
    auto *card = new Card(QString::fromLatin1(title));
    card->header()->setNote(QString::fromUtf8(note));
    for (int i = 0; i < rows; ++i) {
        auto *row = hbox(nullptr, {}, 10);
        row->addWidget(new Label(QStringLiteral("agents.high"), TextStyle::BodyMedium));
        auto *meter = new Meter(QStringLiteral("share"));
        meter->setShare(1.0 / (i + 1), i == 0 ? Tone::Warn : Tone::Muted);
        row->addWidget(meter, 1);
        row->addWidget(new MonoLabel(QString::number(171 / (i + 1)), Tone::Muted));
        card->content()->addLayout(row);
    }
    card->content()->addStretch(1);
    return card;
}

void fill(ShellWindow &window, platform::LinkBoard &board, platform::VerdictBoard &areas, const Clock &clock,
    test::SampleTable &table)
{
    const auto area = [&](const char *id, const char *title, const char *icon, AreaEntry::Group group, int order) {
        AreaEntry entry;
        entry.id = QString::fromLatin1(id);
        entry.title = QString::fromLatin1(title);
        entry.icon = QString::fromLatin1(icon);
        entry.group = group;
        entry.order = order;
        window.addArea(entry);
    };
    window.addArea(test::tasksArea(&table));
    area("limits", "Rate limits", "gauge", AreaEntry::Group::Operate, 1);
    area("metrics", "Metrics", "chart-line", AreaEntry::Group::Operate, 2);
    area("alerts", "Alerts", "circle-alert", AreaEntry::Group::Operate, 3);
    area("backups", "Backups", "database-backup", AreaEntry::Group::Operate, 4);
    area("tenants", "Tenants", "building-2", AreaEntry::Group::Administer, 0);
    area("users", "Users and roles", "users", AreaEntry::Group::Administer, 1);
    area("audit", "Audit log", "scroll-text", AreaEntry::Group::Administer, 2);
    window.setBadge(QStringLiteral("overview"), QStringLiteral("2"), Tone::Error);
    window.setBadge(QStringLiteral("metrics"), QStringLiteral("stale"), Tone::Warn);
    window.setBadge(QStringLiteral("alerts"), QStringLiteral("2"), Tone::Warn);
    window.context().overview.add({QStringLiteral("queues"), 10,
        [](ShellContext &) { return panel("Queues", "1 595 waiting · 37 running", 5); }});
    window.context().overview.add(
        {QStringLiteral("workers"), 20, [](ShellContext &) { return panel("Workers", "8 known", 3); }});
    window.context().overview.add(
        {QStringLiteral("limits"), 30, [](ShellContext &) { return panel("Rate limits", "214 refused/min", 4); }});
    test::fillBoard(board, clock);
    window.context().links.setBoard(&board);
    window.setEnvironment(test::production());
    window.banner()->setStanding(QStringLiteral("You may read and operate"), QStringLiteral("Unlock…"));
    window.setIdentity(QStringLiteral("dana@northwind.example · admin"));
    areas.report(test::stuckQueue(clock));
    window.context().verdict.setBoards(&board, &areas);
    using operations::RunPhase;
    window.context().activity.update(
        test::sampleRun("a", "Revoke agents.run_session 91b3…17c8", RunPhase::Running, clock, 0));
    window.context().activity.update(test::sampleRun("b", "Retry 14 tasks of acme-labs", RunPhase::Done, clock, 12));
    window.context().activity.update(
        test::sampleRun("c", "Silence QueueWaitHigh for 1 h", RunPhase::Interrupted, clock, 44));
    window.context().notifications.post({QStringLiteral("n"), models::Severity::Critical,
        QStringLiteral("QueueWaitHigh fires"), QStringLiteral("agents.high, 1 284 waiting"), QStringLiteral("tasks"),
        {}, QStringLiteral("Silence 1 h"), [] { }});
}

} // namespace

int main(int argc, char **argv)
{
    Application application(argc, argv);
    const QString folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QDir::tempPath();
    const QStringList dimensions = QString::fromLatin1(argc > 2 ? argv[2] : "1440x900").split(QLatin1Char('x'));
    QDir().mkpath(folder);
    const QString suffix = QStringLiteral("-%1").arg(dimensions.join(QLatin1Char('x')))
        + QString::fromLatin1(qgetenv("QT_SCALE_FACTOR") == "2" ? "@2" : "")
        + (QGuiApplication::isRightToLeft() ? QStringLiteral("-rtl") : QString());
    Theme theme(AppearanceChoice::Dark);
    const ManualClock clock;
    const QList<QPair<AppearanceChoice, QString>> looks {{AppearanceChoice::Dark, QStringLiteral("dark")},
        {AppearanceChoice::Light, QStringLiteral("light")},
        {AppearanceChoice::HighContrast, QStringLiteral("contrast")}};
    for (const auto &[choice, name] : looks) {
        test::SampleTable table;
        table.update(test::sampleTasks(80));
        platform::LinkBoard board;
        platform::VerdictBoard areas;
        test::MemoryViews views;
        views.values.insert(QStringLiteral("preferences"),
            QJsonObject {{QStringLiteral("appearance"),
                QStringList {QStringLiteral("system"), QStringLiteral("dark"), QStringLiteral("light"),
                    QStringLiteral("contrast")}[int(choice)]}});
        ShellWindow window(clock, &views);
        fill(window, board, areas, clock, table);
        window.show();
        window.resize(dimensions.value(0).toInt(), dimensions.value(1).toInt());
        if (!QTest::qWaitForWindowExposed(&window))
            qWarning("not exposed");
        const auto shoot = [&](const char *what) {
            for (int i = 0; i < 3; ++i)
                QCoreApplication::processEvents();
            if (!window.grab().save(QStringLiteral("%1/%2-%3%4.png").arg(folder, QLatin1String(what), name, suffix)))
                qFatal("cannot write to %s", qPrintable(folder));
        };
        shoot("overview");
        (void)window.open(QStringLiteral("tasks"));
        shoot("tasks");
        window.openPalette();
        window.context().dialogs.findChild<QLineEdit *>()->setText(QStringLiteral("lo"));
        shoot("palette");
        window.context().dialogs.close();
        ReviewDialog::open(&window.context().dialogs, test::sampleReview(true));
        shoot("review");
        window.context().dialogs.close();
        window.activityPanel()->openPanel();
        window.context().toasts.show(QStringLiteral("1 task revoked"), [] { });
        shoot("activity");
        window.activityPanel()->closePanel();
        (void)window.open(QStringLiteral("settings"));
        shoot("settings");
        window.openKeys();
        shoot("keys");
        window.lock(QStringLiteral("Since 14:02:11 UTC, after 10 min without input. Streams and notifications go on."));
        shoot("locked");
        window.unlock();
        window.setEnvironment({});
        auto *start = new StartPage;
        start->setEnvironments({test::production()});
        window.showGate(start);
        shoot("start");
    }
    return 0;
}
