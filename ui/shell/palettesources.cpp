// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palettesources.h"

#include "ui/components/resourcepage.h"
#include "ui/shell/commandregistry.h"

namespace ph::ui {

using models::PaletteEntry;

PaletteSources::Source PaletteSources::commands(CommandRegistry *commands)
{
    return [commands](const QString &) {
        QList<PaletteEntry> entries;
        for (const Command &command : commands->commands()) {
            if (command.isOfPage)
                continue; // the open page's acts come from it, with what they would act on
            PaletteEntry entry;
            entry.kind = command.isPage ? PaletteEntry::Kind::Page : PaletteEntry::Kind::Action;
            entry.id = command.id;
            entry.text = command.text;
            entry.note = command.group;
            entry.icon = command.icon;
            entry.keys = CommandRegistry::keyText(commands->keyOf(command.id));
            entry.disabledBecause = command.disabledBecause ? command.disabledBecause() : QString();
            entry.run = [commands, id = command.id] { commands->run(id); };
            entries.append(entry);
        }
        return entries;
    };
}

PaletteSources::Source PaletteSources::pageActs(std::function<const QWidget *()> page)
{
    return [page = std::move(page)](const QString &) {
        QList<PaletteEntry> entries;
        const QWidget *open = page();
        const auto lists = open ? open->findChildren<ResourcePage *>() : QList<ResourcePage *>();
        for (const ResourcePage *list : lists) {
            if (!list->isVisible())
                continue;
            for (const SelectionAct &act : list->acts())
                entries.append({PaletteEntry::Kind::Action, QLatin1String("act.") + act.id, act.text,
                    tr("This page", "where an act of the palette belongs"), CommandRegistry::keyText(act.key), act.icon,
                    act.disabledBecause, act.run});
        }
        return entries;
    };
}

PaletteSources::Source PaletteSources::help(const models::PaletteModel *palette, std::function<void()> openKeys)
{
    return [palette, openKeys = std::move(openKeys)](const QString &) {
        QList<PaletteEntry> help;
        const auto add = [&](const QString &text, const QString &note) {
            help.append({PaletteEntry::Kind::Help, QLatin1String("help.") + text, text, note, {},
                QStringLiteral("circle-help"), {}, openKeys});
        };
        add(tr("Filter any table", "help"),
            tr("press / and type field:value, field:>5s, -field:x, \"two words\"", "help"));
        add(tr("Move and open rows", "help"), tr("j and k, Enter opens, Space peeks, Esc goes back", "help"));
        add(tr("Go to a page", "help"), tr("g and the letter behind its name", "help"));
        for (const auto &[kind, text] :
            {std::pair(PaletteEntry::Kind::Action, tr("begin with > to find actions", "help")),
                std::pair(PaletteEntry::Kind::Tenant, tr("begin with @ to find tenants", "help")),
                std::pair(PaletteEntry::Kind::Task, tr("begin with # to find tasks by id or name", "help"))})
            if (palette->finds(kind))
                add(tr("Search here", "help"), text);
        return help;
    };
}

} // namespace ph::ui
