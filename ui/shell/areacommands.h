// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/shellcontext.h"

#include <QCoreApplication>

namespace ph::ui {

/// What areas bring to the registry of commands: the way to their page, and the keys of their pages' acts, so that the
/// person may change them as any other. The page itself does the acts: it is given its keys.
class AreaCommands final {
    Q_DECLARE_TR_FUNCTIONS(ph::ui::AreaCommands)
public:
    /// `commands` outlives it.
    explicit AreaCommands(CommandRegistry &commands)
        : m_commands(commands)
    {
    }

    /// `go` leads to the area's page.
    void add(const AreaEntry &area, std::function<void()> go);
    /// Keys that are not known yet, under the page they belong to; empty: every page.
    void addKeys(const QString &group, const QList<KeyInfo> &keys);
    /// Those of all lists of a page that was just made, which gets what the person changed.
    void adopt(const QString &group, const QWidget *page);
    /// To all lists within.
    void giveKeys(const QWidget *within) const;

private:
    CommandRegistry &m_commands;
};

} // namespace ph::ui
