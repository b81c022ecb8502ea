// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigation.h"

#include "ui/components/iconview.h"
#include "ui/components/label.h"
#include "ui/components/layout.h"
#include "ui/components/safetext.h"
#include "ui/components/scroll.h"
#include "ui/theme/icons.h"

#include <QKeyEvent>
#include <QPainter>

namespace ph::ui {

NavButton::NavButton(const QString &title, const QString &icon, const QString &keys, QWidget *parent)
    : QAbstractButton(parent)
    , m_icon(icon)
{
    setText(title);
    setCheckable(true);
    setAutoExclusive(true);
    setFixedHeight(size::navRow);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(title);
    if (!keys.isEmpty())
        setToolTip(plainToolTip(keys));
}

void NavButton::setBadge(const QString &text, Tone tone)
{
    m_badge = text;
    m_badgeTone = tone;
    setAccessibleName(text.isEmpty() ? this->text() : this->text() + QLatin1String(", ") + text);
    update();
}

void NavButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (isChecked() || underMouse() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(theme.color(Tone::Accent), 1) : QPen(Qt::NoPen));
        painter.setBrush(isChecked() ? theme.palette().accentTint
                : underMouse()       ? theme.palette().hover
                                     : theme.palette().surface);
        painter.drawRoundedRect(box, size::controlRadius, size::controlRadius);
    }
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto place = [&](int x, int w) { return QRect(mirrored ? width() - x - w : x, 0, w, height()); };
    QRectF icon(0, 0, size::icon, size::icon);
    icon.moveCenter(QRectF(place(12, size::icon)).center());
    paintIcon(&painter, icon, m_icon, theme.color(isChecked() ? Tone::Accent : Tone::Muted));
    const QFont badgeFont = Theme::font(TextStyle::SmallStrong);
    const int badge = m_badge.isEmpty() ? 0 : QFontMetrics(badgeFont).horizontalAdvance(m_badge) + 8;
    painter.setLayoutDirection(Qt::LayoutDirectionAuto);
    const int align = int(Qt::AlignVCenter | Qt::AlignAbsolute);
    painter.setFont(Theme::font(isChecked() ? TextStyle::BodyStrong : TextStyle::BodyMedium));
    painter.setPen(theme.color(isChecked() ? Tone::Text : Tone::Muted));
    const QRect text = place(40, width() - 52 - badge);
    painter.drawText(text, align | int(mirrored ? Qt::AlignRight : Qt::AlignLeft),
        painter.fontMetrics().elidedText(this->text(), Qt::ElideRight, text.width()));
    if (badge > 0) {
        painter.setFont(badgeFont);
        painter.setPen(theme.color(m_badgeTone));
        painter.drawText(
            place(width() - 12 - badge, badge + 2), align | int(mirrored ? Qt::AlignLeft : Qt::AlignRight), m_badge);
    }
}

void NavButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_J)
        focusNextChild();
    else if (event->key() == Qt::Key_Up || event->key() == Qt::Key_K)
        focusPreviousChild();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

Navigation::Navigation(QWidget *parent)
    : QWidget(parent)
    , m_list(new QWidget)
    , m_column(vbox(m_list, {12, 0, 12, 12}, 3))
{
    setFixedWidth(size::sidebar);
    setAccessibleName(tr("Navigation", "sidebar of pages"));
    auto *column = vbox(this, {0, 0, 1, 0}, 0);
    auto *brand = hbox(nullptr, {20, 12, 12, 12}, 10);
    brand->addWidget(new IconView(QStringLiteral("shield-check"), Tone::Accent, 22));
    brand->addWidget(new Label(QStringLiteral("Pilothouse"), TextStyle::Brand), 1);
    column->addLayout(brand);
    column->addWidget(scrolled(m_list), 1);
}

void Navigation::addGroup(
    QVBoxLayout *column, const QString &title, AreaEntry::Group group, const QList<AreaEntry> &areas)
{
    QList<AreaEntry> members;
    for (const AreaEntry &area : areas)
        if (area.group == group && area.isListed)
            members.append(area);
    if (members.isEmpty())
        return;
    std::sort(members.begin(), members.end(), [](const AreaEntry &a, const AreaEntry &b) { return a.order < b.order; });
    if (!title.isEmpty()) {
        auto *caps = new Label(title.toUpper(), TextStyle::Caps, Tone::Muted);
        caps->setContentsMargins(9, 12, 0, 4);
        column->addWidget(caps);
    }
    for (const AreaEntry &area : members) {
        auto *button = new NavButton(
            area.title, area.icon, area.letter.isEmpty() ? QString() : QStringLiteral("g ") + area.letter);
        connect(button, &QAbstractButton::clicked, this, [this, id = area.id] { Q_EMIT chosen(id); });
        column->addWidget(button);
        m_buttons.insert(area.id, button);
        const auto badge = m_badges.value(area.id);
        if (!badge.first.isEmpty())
            button->setBadge(badge.first, badge.second);
    }
}

void Navigation::setAreas(const QList<AreaEntry> &areas)
{
    while (QLayoutItem *item = m_column->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_buttons.clear();
    addGroup(m_column, {}, AreaEntry::Group::Top, areas);
    addGroup(m_column, tr("Operate", "group of the navigation"), AreaEntry::Group::Operate, areas);
    addGroup(m_column, tr("Administer", "group of the navigation"), AreaEntry::Group::Administer, areas);
    m_column->addStretch(1);
    addGroup(m_column, {}, AreaEntry::Group::Bottom, areas);
    setCurrent(m_current);
}

void Navigation::setCurrent(const QString &area)
{
    m_current = area;
    for (auto it = m_buttons.cbegin(); it != m_buttons.cend(); ++it) { // a page that is not listed marks none
        it.value()->setAutoExclusive(false);
        it.value()->setChecked(it.key() == area);
        it.value()->setAutoExclusive(true);
    }
}

void Navigation::setBadge(const QString &area, const QString &text, Tone tone)
{
    m_badges[area] = {text, tone};
    if (NavButton *button = m_buttons.value(area))
        button->setBadge(text, tone);
}

void Navigation::paintEvent(QPaintEvent *)
{
    const Palette &p = Theme::current().palette();
    QPainter painter(this);
    painter.fillRect(rect(), p.surface);
    painter.fillRect(QRect(layoutDirection() == Qt::RightToLeft ? 0 : width() - 1, 0, 1, height()), p.border);
}

} // namespace ph::ui
