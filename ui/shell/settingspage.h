// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/preferences.h"
#include "ui/shell/shellcontext.h"

namespace ph::ui {

/// A part of the settings page that an area brings (environments, diagnostics).
struct SettingsSection {
    QString title;
    int order = 0;
    std::function<QWidget *(ShellContext &context)> make;
};

/// Settings: appearance, times, notifications, idle lock, keys, and what areas add. Everything takes effect at once.
class SettingsPage final : public AreaPage {
    Q_OBJECT
public:
    /// `areaKeys`: the keys of the acts of all areas, whether their pages were opened or not.
    SettingsPage(ShellContext &context, Preferences &preferences, const QList<SettingsSection> &sections,
        std::function<QList<KeyInfo>()> areaKeys, QWidget *parent = nullptr);
    /// Its place in the navigation; the window, which knows the sections, makes the page.
    [[nodiscard]] static AreaEntry entry();

Q_SIGNALS:
    void keysChanged();

private:
    [[nodiscard]] QWidget *makeAppearance();
    [[nodiscard]] QWidget *makeTimes();
    [[nodiscard]] QWidget *makeNotifications();
    [[nodiscard]] QWidget *makeLock();
    [[nodiscard]] QWidget *makeKeys();

    ShellContext &m_context;
    Preferences &m_preferences;
    std::function<QList<KeyInfo>()> m_areaKeys;
};

} // namespace ph::ui
