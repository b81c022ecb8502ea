// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QPushButton>
#include <QToolButton>

class QMenu;

namespace ph::ui {

enum class ButtonRole {
    Secondary,
    Primary, ///< filled; one on a page
    Danger, ///< filled, destroys: in review dialogs only
    DangerOutline, ///< leads to a review dialog of something that destroys
    Link, ///< text in the accent colour
    Cancel, ///< the default of dialogs: has the focus
};

/// A button whose text says the act ("Retry 128 tasks"). Never clips its text.
class Button final : public QPushButton {
    Q_OBJECT
public:
    explicit Button(const QString &text = {}, ButtonRole role = ButtonRole::Secondary, QWidget *parent = nullptr);
    void setRole(ButtonRole role);
    [[nodiscard]] ButtonRole role() const { return m_role; }
    void setThemeIcon(const char *name);
    void setThemeIcon(const QString &name);
    void setThemeIcon(const QString &name, Tone tone);
    /// 24 px high, for cards and tables.
    void setCompact(bool compact);
    /// A click opens the menu below the button (QPushButton::setMenu misplaces the text in right-to-left windows).
    void setPopup(QMenu *menu);
    /// Disabled with the reason as tooltip and accessible description; an empty reason enables.
    void setDisabledBecause(const QString &reason);
    [[nodiscard]] QString disabledReason() const { return m_reason; }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }
    /// Where icon and text stand, side by side in the middle.
    [[nodiscard]] QRect iconRect() const;
    [[nodiscard]] QRect textRect() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    /// Return presses it too, not the space bar alone.
    void keyPressEvent(QKeyEvent *event) override;

private:
    void repolish();
    [[nodiscard]] QRect labelRect() const;
    [[nodiscard]] QColor textColor() const;
    ButtonRole m_role = ButtonRole::Secondary;
    QString m_reason;
};

/// A square button with an icon only: its name is what screen readers and the tooltip say.
class IconButton final : public QToolButton {
    Q_OBJECT
public:
    IconButton(const char *iconName, const QString &name, QWidget *parent = nullptr);
    IconButton(const QString &iconName, const QString &name, QWidget *parent = nullptr);
    void setThemeIcon(const QString &name, Tone tone = Tone::Muted);
    /// The tooltip says the key as well.
    void setNameAndKey(const QString &name, const QKeySequence &key = {});
    /// A small dot at the icon's corner: something is there that needs someone. 0 hides it; the count is in the
    /// accessible name.
    void setBadge(int count, Tone tone = Tone::Error);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    int m_badge = 0;
    Tone m_badgeTone = Tone::Error;
};

} // namespace ph::ui
