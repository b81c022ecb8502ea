// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/environmentbanner.h"

#include "ui/components/iconview.h"
#include "ui/components/layout.h"

#include <QPainter>

namespace ph::ui {

EnvironmentBanner::EnvironmentBanner(QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconView({}, Tone::Muted, 14))
    , m_label(new Label({}, TextStyle::SmallStrong))
    , m_name(new Label({}, TextStyle::Small))
    , m_standing(new Label({}, TextStyle::Small, Tone::Muted))
    , m_link(new Button({}, ButtonRole::Link))
{
    setFixedHeight(size::environmentBanner);
    auto *row = hbox(this, {20, 0, 16, 1}, 8);
    m_label->setElide(Qt::ElideNone);
    row->addWidget(m_icon);
    row->addWidget(m_label);
    row->addSpacing(4);
    row->addWidget(m_name, 1);
    row->addWidget(m_standing);
    row->addWidget(m_link);
    m_link->hide();
    connect(m_link, &QPushButton::clicked, this, &EnvironmentBanner::linkClicked);
}

void EnvironmentBanner::setEnvironment(const EnvironmentInfo &info)
{
    m_info = info;
    m_icon->setIcon(info.icon, info.tone);
    m_label->setText(info.label.toUpper());
    m_label->setTone(info.tone);
    showName();
    setAccessibleName(tr("Environment %1, %2", "label and name").arg(info.label, info.name));
    update();
}

void EnvironmentBanner::setNote(const QString &note)
{
    if (std::exchange(m_note, note) != note)
        showName();
}

void EnvironmentBanner::showName()
{
    const QString &note = m_note.isEmpty() ? m_info.note : m_note;
    m_name->setText(note.isEmpty()
            ? m_info.name
            : tr("%1 · %2", "environment: its name, what is special about it").arg(m_info.name, note));
}

void EnvironmentBanner::setStanding(const QString &text, const QString &link)
{
    m_standing->setText(text);
    m_link->setText(link);
    m_link->setVisible(!link.isEmpty());
}

void EnvironmentBanner::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), m_info.isOpen ? theme.tint(m_info.tone) : theme.palette().surface);
    painter.fillRect(QRect(0, height() - 1, width(), 1),
        m_info.isOpen ? mixed(theme.palette().surface, theme.color(m_info.tone), 170) : theme.palette().border);
}

} // namespace ph::ui
