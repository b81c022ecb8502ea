// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QFont>
#include <QObject>
#include <memory>

class QApplication;

namespace ph::ui {

class DesktopLook;

/// What the person chose in the settings. `System` follows the desktop's dark/light and contrast preference.
enum class AppearanceChoice { System, Dark, Light, HighContrast };

/// Applies the tokens to the application: style, palette, one style sheet, fonts; again at each change, at run time.
/// One per process, made by app/ (or a test) right after the QApplication. GUI thread only.
class Theme final : public QObject {
    Q_OBJECT
public:
    explicit Theme(AppearanceChoice choice = AppearanceChoice::System, QObject *parent = nullptr);
    ~Theme() override;

    /// The running theme. Widgets may be built before one exists (tests): then a dark one without style sheet answers.
    [[nodiscard]] static const Theme &current();
    [[nodiscard]] static Theme *instance();

    [[nodiscard]] AppearanceChoice choice() const { return m_choice; }
    [[nodiscard]] Appearance appearance() const { return m_appearance; }
    [[nodiscard]] const Palette &palette() const { return m_palette; }
    [[nodiscard]] bool isDark() const { return m_appearance != Appearance::Light; }
    [[nodiscard]] QColor color(Tone tone) const;
    /// The tone laid thinly over the surface: pills, badges, banners. Opaque, so that it can be painted twice.
    [[nodiscard]] QColor tint(Tone tone) const;
    [[nodiscard]] static QFont font(TextStyle style);
    /// `milliseconds`, or 0 when the desktop or the person asks for less motion.
    [[nodiscard]] int duration(int milliseconds) const { return reducedMotion() ? 0 : milliseconds; }
    [[nodiscard]] bool reducedMotion() const { return m_reducedMotion || m_desktopReducedMotion; }

public Q_SLOTS:
    void setChoice(ph::ui::AppearanceChoice choice);
    void setReducedMotion(bool reduced);

Q_SIGNALS:
    /// After everything was repolished. Widgets that keep colours of their own read them again.
    void changed();

private:
    struct Fallback { };
    explicit Theme(Fallback);
    void follow();
    void apply();

    AppearanceChoice m_choice = AppearanceChoice::System;
    Appearance m_appearance = Appearance::Dark;
    Palette m_palette;
    bool m_reducedMotion = false;
    bool m_desktopReducedMotion = false;
    std::unique_ptr<DesktopLook> m_desktop;
};

/// Two colours mixed: `share` of `over` (0–255) on `under`.
[[nodiscard]] QColor mixed(const QColor &under, const QColor &over, int share);
/// WCAG contrast ratio, 1–21.
[[nodiscard]] double contrast(const QColor &a, const QColor &b);

} // namespace ph::ui
