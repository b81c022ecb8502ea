// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/shell/palettemodel.h"

#include <QCoreApplication>

class QWidget;

namespace ph::ui {

class CommandRegistry;

/// What the shell itself brings to the palette; areas add what they can find.
class PaletteSources final {
    Q_DECLARE_TR_FUNCTIONS(ph::ui::PaletteSources)
public:
    using Source = models::PaletteModel::Source;
    /// All commands of the window. `commands` outlives the source.
    [[nodiscard]] static Source commands(CommandRegistry *commands);
    /// What can be done to the selection of the page that is open (null: none is).
    [[nodiscard]] static Source pageActs(std::function<const QWidget *()> page);
    /// How the window is worked with; each entry opens the list of keys. `palette` outlives the source.
    [[nodiscard]] static Source help(const models::PaletteModel *palette, std::function<void()> openKeys);
};

} // namespace ph::ui
