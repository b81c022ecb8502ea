// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QKeySequence>
#include <functional>

namespace ph::ui {

class CommandRegistry;

/// The commands that every window has, with their texts, icons and first keys. What they do is the window's to say.
class WindowCommands final {
    Q_DECLARE_TR_FUNCTIONS(ph::ui::WindowCommands)
public:
    using Act = std::function<void()>;
    struct Acts {
        Act openPalette;
        Act openKeys;
        Act undo;
        Act toggleActivity;
        Act toggleNotifications;
        Act refresh;
        Act nextPane;
        Act lock;
        Act switchZone;
        std::function<void(AppearanceChoice)> setAppearance;
    };
    static void add(CommandRegistry &commands, const Acts &acts);
    /// Of the one that opens the palette: the search button shows its key.
    [[nodiscard]] static QString paletteId() { return QStringLiteral("window.palette"); }
};

} // namespace ph::ui
