// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/pageheader.h"

#include "ui/components/layout.h"
#include "ui/theme/icons.h"

#include <QActionGroup>
#include <QMenu>
#include <QPainter>

namespace ph::ui {

SearchButton::SearchButton(QWidget *parent)
    : QAbstractButton(parent)
{
    setText(tr("Search or run a command…", "the field that opens the command palette"));
    setAccessibleName(text());
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void SearchButton::setKeys(const QString &keys)
{
    m_keys = keys;
    setAccessibleDescription(keys);
    update();
}

void SearchButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? theme.color(Tone::Accent) : theme.palette().border, 1));
    painter.setBrush(underMouse() ? theme.palette().hover : theme.palette().sunken);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::controlRadius, size::controlRadius);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto place = [&](int x, int w) { return QRect(mirrored ? width() - x - w : x, 0, w, height()); };
    QRectF icon(0, 0, size::smallIcon, size::smallIcon);
    icon.moveCenter(QRectF(place(10, size::smallIcon)).center());
    paintIcon(&painter, icon, QStringLiteral("search"), theme.color(Tone::Muted));
    painter.setLayoutDirection(Qt::LayoutDirectionAuto);
    const int align = int(Qt::AlignVCenter | Qt::AlignAbsolute);
    painter.setFont(Theme::font(TextStyle::Small));
    const int keys = painter.fontMetrics().horizontalAdvance(m_keys);
    painter.setPen(theme.color(Tone::Muted));
    painter.drawText(
        place(width() - keys - 12, keys + 2), align | int(mirrored ? Qt::AlignLeft : Qt::AlignRight), m_keys);
    painter.setFont(Theme::font(TextStyle::Body));
    const QRect room = place(38, width() - 38 - keys - 22);
    painter.drawText(room, align | int(mirrored ? Qt::AlignRight : Qt::AlignLeft),
        painter.fontMetrics().elidedText(text(), Qt::ElideRight, room.width()));
}

PageHeader::PageHeader(models::TimeScope &time, QWidget *parent)
    : QWidget(parent)
    , m_scope(time)
    , m_title(new Label({}, TextStyle::PageTitle))
    , m_badge(new EnvironmentBadge)
    , m_time(new Button)
    , m_search(new SearchButton)
    , m_activity(new IconButton("history", tr("Activity", "button: running and past operations")))
    , m_notifications(new IconButton("bell", tr("Notifications", "button")))
    , m_user(new IconButton("circle-user", tr("Signed-in user", "button: menu")))
{
    setFixedHeight(size::header);
    auto *row = hbox(this, {size::pageMargin, 0, size::pageMargin, 1}, 10);
    m_title->setElide(Qt::ElideNone);
    row->addWidget(m_title);
    row->addWidget(m_badge);
    row->addStretch(1);
    m_time->setThemeIcon("clock");
    row->addWidget(m_time);
    row->addWidget(m_search);
    row->addWidget(m_activity);
    row->addWidget(m_notifications);
    row->addWidget(m_user);
    auto *menu = new QMenu(this);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillTimeMenu(menu); });
    m_time->setPopup(menu);
    connect(m_user, &QToolButton::clicked, this, [this] {
        if (!m_userMenu)
            return;
        m_userMenu->ensurePolished();
        m_userMenu->popup(m_user->mapToGlobal(QPoint(0, m_user->height() + 2)));
        // Its width is known once it was filled: it ends where the button ends.
        if (m_userMenu && layoutDirection() != Qt::RightToLeft)
            m_userMenu->move(m_user->mapToGlobal(QPoint(m_user->width() - m_userMenu->width(), m_user->height() + 2)));
    });
    connect(&m_scope, &models::TimeScope::changed, this, &PageHeader::updateTime);
    connect(&m_scope, &models::TimeScope::zoneChanged, this, &PageHeader::updateTime);
    setUserMenu(nullptr);
    updateTime();
}

void PageHeader::setUserMenu(QMenu *menu)
{
    m_userMenu = menu;
    m_user->setVisible(menu != nullptr);
    if (menu)
        connect(menu, &QObject::destroyed, m_user, &QWidget::hide);
}

void PageHeader::setTitle(const QString &title) { m_title->setText(title); }

void PageHeader::setEnvironment(const EnvironmentInfo &info)
{
    m_badge->setVisible(info.isOpen);
    m_badge->setEnvironment(info.label, info.tone);
}

void PageHeader::setRangeUsed(bool isUsed)
{
    m_isRangeUsed = isUsed;
    updateTime();
}

void PageHeader::updateTime()
{
    const QString zone = m_scope.zoneText();
    if (!m_isRangeUsed) {
        m_time->setText(zone);
        m_time->setAccessibleName(tr("Time zone: %1", "button").arg(zone));
        return;
    }
    const QString range = m_scope.rangeText();
    // a fixed range names its zone already
    m_time->setText(m_scope.isLive() ? tr("%1 · %2", "time range and zone").arg(range, zone) : range);
    m_time->setAccessibleName(tr("Time range: %1", "button").arg(m_time->text()));
}

void PageHeader::addRanges(QMenu *menu)
{
    auto *ranges = new QActionGroup(menu);
    for (const auto &preset : models::TimeScope::presets()) {
        QAction *entry = ranges->addAction(menu->addAction(preset.text));
        entry->setCheckable(true);
        entry->setChecked(m_scope.isLive() && m_scope.span() == preset.span);
        connect(entry, &QAction::triggered, this, [this, span = preset.span] { m_scope.setLast(span); });
    }
    menu->addSeparator();
}

void PageHeader::fillTimeMenu(QMenu *menu)
{
    menu->clear();
    if (m_isRangeUsed)
        addRanges(menu);
    auto *zones = new QActionGroup(menu);
    using wording::TimeZoneMode;
    for (const auto &[zone, text] : {std::pair(TimeZoneMode::Utc, tr("Times in UTC", "menu")),
             std::pair(TimeZoneMode::Local, tr("Local times", "menu"))}) {
        QAction *entry = zones->addAction(menu->addAction(text));
        entry->setCheckable(true);
        entry->setChecked(m_scope.zone() == zone);
        connect(entry, &QAction::triggered, this, [this, zone] { m_scope.setZone(zone); });
    }
}

void PageHeader::paintEvent(QPaintEvent *)
{
    const Palette &p = Theme::current().palette();
    QPainter painter(this);
    painter.fillRect(rect(), p.surface);
    painter.fillRect(QRect(0, height() - 1, width(), 1), p.border);
}

} // namespace ph::ui
