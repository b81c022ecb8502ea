// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/windowcommands.h"

#include "ui/shell/commandregistry.h"

namespace ph::ui {

void WindowCommands::add(CommandRegistry &commands, const Acts &acts)
{
    const auto add
        = [&commands](const QString &id, const QString &text, const char *icon, const QKeySequence &key, Act run) {
              Command command;
              command.id = id;
              command.text = text;
              command.group = tr("Window", "group of commands");
              command.icon = QString::fromLatin1(icon);
              command.key = key;
              command.run = std::move(run);
              commands.add(command);
          };
    add(paletteId(), tr("Search or run a command", "command"), "search", QKeySequence(Qt::CTRL | Qt::Key_K),
        acts.openPalette);
    add(QStringLiteral("window.keys"), tr("Keys of this page", "command"), "keyboard", QKeySequence(Qt::Key_Question),
        acts.openKeys);
    add(QStringLiteral("window.undo"), tr("Undo the last small change", "command"), "undo-2", QKeySequence::Undo,
        acts.undo);
    add(QStringLiteral("window.activity"), tr("Show activity", "command"), "history",
        QKeySequence(QStringLiteral("G, H")), acts.toggleActivity);
    add(QStringLiteral("window.notifications"), tr("Show notifications", "command"), "bell",
        QKeySequence(QStringLiteral("G, N")), acts.toggleNotifications);
    add(QStringLiteral("window.refresh"), tr("Refresh this page", "command"), "refresh-cw", QKeySequence::Refresh,
        acts.refresh);
    add(QStringLiteral("window.nextPane"),
        tr("Next pane", "command: moves the keyboard between navigation, page and status bar"), "panel-right-open",
        QKeySequence(Qt::Key_F6), acts.nextPane);
    add(QStringLiteral("window.lock"), tr("Lock the window", "command"), "lock",
        QKeySequence(QStringLiteral("Ctrl+Alt+L")), acts.lock);
    add(QStringLiteral("window.zone"), tr("UTC or local times", "command"), "globe",
        QKeySequence(QStringLiteral("G, Z")), acts.switchZone);
    const auto look = [&](const QString &id, const QString &text, const char *icon, AppearanceChoice choice) {
        add(id, text, icon, {}, [set = acts.setAppearance, choice] { set(choice); });
    };
    look(QStringLiteral("window.look.system"), tr("Appearance as the desktop", "command"), "monitor",
        AppearanceChoice::System);
    look(QStringLiteral("window.look.dark"), tr("Dark appearance", "command"), "moon", AppearanceChoice::Dark);
    look(QStringLiteral("window.look.light"), tr("Light appearance", "command"), "sun", AppearanceChoice::Light);
    look(QStringLiteral("window.look.contrast"), tr("High contrast", "command"), "contrast",
        AppearanceChoice::HighContrast);
}

} // namespace ph::ui
