// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/button.h"

#include "ui/components/safetext.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QKeySequence>
#include <QMenu>
#include <QPainter>
#include <QStyleOptionButton>
#include <QStylePainter>

namespace ph::ui {

namespace {
constexpr int s_iconGap = 4; ///< px between icon and text
constexpr int s_rounding = 3; ///< px
} // namespace

Button::Button(const QString &text, ButtonRole role, QWidget *parent)
    : QPushButton(text, parent)
{
    setAutoDefault(false);
    setCursor(Qt::ArrowCursor);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    setRole(role);
}

void Button::setRole(ButtonRole role)
{
    static const char *const s_names[] = {"", "primary", "danger", "dangerOutline", "link", "cancel"};
    m_role = role;
    setProperty("role", QString::fromLatin1(s_names[int(role)]));
    repolish();
}

void Button::setThemeIcon(const char *name) { setThemeIcon(QString::fromLatin1(name)); }

void Button::setThemeIcon(const QString &name)
{
    const bool filled = m_role == ButtonRole::Primary || m_role == ButtonRole::Danger;
    setThemeIcon(name,
        filled                                    ? Tone::OnFill
            : m_role == ButtonRole::DangerOutline ? Tone::Error
            : m_role == ButtonRole::Link          ? Tone::Accent
                                                  : Tone::Text);
}

void Button::setThemeIcon(const QString &name, Tone tone)
{
    setIcon(themeIcon(name, tone));
    setIconSize(QSize(size::smallIcon + 6, size::smallIcon)); // the room keeps icon and text apart
}

void Button::setCompact(bool compact)
{
    setProperty("compact", compact);
    repolish();
}

void Button::setPopup(QMenu *menu)
{
    connect(this, &QPushButton::clicked, menu, [this, menu] {
        const QPoint below(layoutDirection() == Qt::RightToLeft ? width() - menu->sizeHint().width() : 0, height() + 2);
        menu->popup(mapToGlobal(below));
    });
}

void Button::setDisabledBecause(const QString &reason)
{
    m_reason = reason;
    setEnabled(reason.isEmpty());
    setToolTip(plainToolTip(reason));
    setAccessibleDescription(reason);
}

QRect Button::labelRect() const
{
    QStyleOptionButton option;
    initStyleOption(&option);
    const QRect room = style()->subElementRect(QStyle::SE_PushButtonContents, &option, this);
    const int icon = option.icon.isNull() ? 0 : option.iconSize.width() + s_iconGap;
    const int wide = std::min(room.width(), icon + fontMetrics().horizontalAdvance(safeText(text())));
    return QRect(room.x() + (room.width() - wide) / 2, room.y(), wide, room.height());
}

QRect Button::iconRect() const
{
    if (icon().isNull())
        return {};
    const QRect label = labelRect();
    const QRect place(
        label.x(), label.y() + (label.height() - iconSize().height()) / 2, iconSize().width(), iconSize().height());
    return QStyle::visualRect(layoutDirection(), label, place);
}

QRect Button::textRect() const
{
    const QRect label = labelRect();
    const int icon = this->icon().isNull() ? 0 : iconSize().width() + s_iconGap;
    return QStyle::visualRect(layoutDirection(), label, label.adjusted(icon, 0, 0, 0));
}

QColor Button::textColor() const
{
    const Palette &p = Theme::current().palette();
    switch (m_role) {
    case ButtonRole::Primary: return isEnabled() ? p.onFill : p.muted;
    case ButtonRole::Danger: return isEnabled() ? p.onFill : mixed(p.surface, p.error, 190);
    case ButtonRole::DangerOutline: return isEnabled() ? p.error : p.faint;
    case ButtonRole::Link: return !isEnabled() ? p.faint : underMouse() ? p.text : p.accent;
    default: return isEnabled() ? p.text : p.faint;
    }
}

/// The style draws the frame; icon and text are drawn here, since Qt tears them apart in right-to-left windows, and
/// since the name in a button is data: no mnemonic, and it runs as it is written.
void Button::keyPressEvent(QKeyEvent *event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!isReturn || event->isAutoRepeat() || (event->modifiers() & ~Qt::KeypadModifier) != 0 || menu() != nullptr)
        return QPushButton::keyPressEvent(event);
    click();
}

void Button::paintEvent(QPaintEvent *)
{
    QStylePainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    painter.drawControl(QStyle::CE_PushButtonBevel, option);
    if (!option.icon.isNull())
        option.icon.paint(&painter, iconRect(), Qt::AlignCenter, isEnabled() ? QIcon::Normal : QIcon::Disabled,
            isChecked() ? QIcon::On : QIcon::Off);
    painter.setLayoutDirection(Qt::LayoutDirectionAuto);
    painter.setPen(textColor());
    const QRect room = textRect();
    // The hint that gave the room is rounded, at a screen's scale of 2 downwards.
    painter.drawText(room, int(Qt::AlignCenter) | Qt::TextSingleLine | Qt::TextDontClip,
        fontMetrics().elidedText(safeText(text()), Qt::ElideRight, room.width() + s_rounding));
}

void Button::repolish()
{
    style()->unpolish(this);
    style()->polish(this);
}

IconButton::IconButton(const char *iconName, const QString &name, QWidget *parent)
    : IconButton(QString::fromLatin1(iconName), name, parent)
{
}

IconButton::IconButton(const QString &iconName, const QString &name, QWidget *parent)
    : QToolButton(parent)
{
    setFixedSize(size::iconButton, size::iconButton);
    setIconSize(QSize(size::icon, size::icon));
    setFocusPolicy(Qt::StrongFocus);
    setThemeIcon(iconName);
    setNameAndKey(name);
}

void IconButton::setThemeIcon(const QString &name, Tone tone) { setIcon(themeIcon(name, tone)); }

void IconButton::setNameAndKey(const QString &name, const QKeySequence &key)
{
    m_name = name;
    setAccessibleName(name);
    const QString keys = key.toString(QKeySequence::NativeText);
    setToolTip(plainToolTip(keys.isEmpty() ? name : tr("%1 (%2)", "tooltip: name and key").arg(name, keys)));
}

void IconButton::setBadge(int count, Tone tone)
{
    m_badge = count;
    m_badgeTone = tone;
    setAccessibleName(
        count > 0 ? tr("%1, %n waiting", "button name with how many need someone", count).arg(m_name) : m_name);
    update();
}

void IconButton::paintEvent(QPaintEvent *event)
{
    QToolButton::paintEvent(event);
    if (m_badge <= 0)
        return;
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.palette().surface, 2));
    painter.setBrush(theme.color(m_badgeTone));
    const qreal x = layoutDirection() == Qt::RightToLeft ? 3 : width() - 13;
    painter.drawEllipse(QRectF(x, 3, 10, 10));
}

} // namespace ph::ui
