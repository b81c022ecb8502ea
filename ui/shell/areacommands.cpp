// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/areacommands.h"

#include "ui/components/resourcepage.h"
#include "ui/shell/commandregistry.h"

namespace ph::ui {

void AreaCommands::add(const AreaEntry &area, std::function<void()> go)
{
    Command command;
    command.id = QLatin1String("go.") + area.id;
    command.text = area.title;
    command.group = tr("Go to", "group of commands");
    command.icon = area.icon;
    command.isPage = true;
    if (!area.letter.isEmpty())
        command.key = QKeySequence(QStringLiteral("G, ") + area.letter.toUpper());
    command.run = std::move(go);
    m_commands.add(command);
    addKeys(area.title, area.keys);
}

void AreaCommands::addKeys(const QString &group, const QList<KeyInfo> &keys)
{
    for (const KeyInfo &info : keys) {
        if (info.id.isEmpty() || m_commands.find(info.id))
            continue;
        Command command;
        command.id = info.id;
        command.text = info.text;
        command.group = group;
        command.key = info.key;
        command.isOfPage = true;
        m_commands.add(command);
    }
}

void AreaCommands::adopt(const QString &group, const QWidget *page)
{
    for (const auto *list : page->findChildren<ResourcePage *>())
        addKeys(group, list->keys());
    giveKeys(page);
}

void AreaCommands::giveKeys(const QWidget *within) const
{
    for (auto *list : within->findChildren<ResourcePage *>())
        list->setKeys(m_commands.changedKeys());
}

} // namespace ph::ui
