// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/shell/palettemodel.h"
#include "ui/components/keyinfo.h"

namespace ph::ui {

class CommandRegistry;
class DialogLayer;

/// The window's own dialogs: the palette and the list of keys. Esc closes them, as it does not close a review, whose
/// owner decides.
class WindowDialogs final : public QObject {
    Q_OBJECT
public:
    /// All outlive it.
    WindowDialogs(DialogLayer &layer, models::PaletteModel &palette, CommandRegistry &commands, QObject *parent);

    /// Not over another dialog. `prefix`: what is in its line at first.
    void openPalette(const QString &prefix);
    /// With those of the page that is open.
    void openKeys(std::function<QList<KeyInfo>()> pageKeys);

Q_SIGNALS:
    /// Something that is kept between runs: a recent entry, a key.
    void changed();

private:
    void onEscape();

    DialogLayer &m_layer;
    models::PaletteModel &m_palette;
    CommandRegistry &m_commands;
};

} // namespace ph::ui
