// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/card.h"

#include "ui/components/faded.h"
#include "ui/components/layout.h"

#include <QPainter>
#include <QPainterPath>

namespace ph::ui {

SectionHeader::SectionHeader(const QString &title, TextStyle style, QWidget *parent)
    : QWidget(parent)
    , m_title(new Label(title, style))
    , m_subtitle(new Label({}, TextStyle::Small, Tone::Muted))
    , m_note(new Label({}, TextStyle::Small, Tone::Muted))
    , m_row(hbox(this, {}, 8))
{
    m_title->setElide(Qt::ElideNone);
    m_row->addWidget(m_title, 0, Qt::AlignBaseline);
    m_row->addWidget(m_subtitle, 0, Qt::AlignBaseline);
    m_row->addStretch(1);
    m_row->addWidget(m_note, 0, Qt::AlignBaseline);
    m_subtitle->hide();
    m_note->hide();
}

void SectionHeader::setSubtitle(const QString &text)
{
    m_subtitle->setText(text);
    m_subtitle->setVisible(!text.isEmpty());
}

void SectionHeader::setNote(const QString &text, Tone tone)
{
    m_note->setText(text);
    m_note->setTone(tone);
    m_note->setTextStyle(tone == Tone::Muted ? TextStyle::Small : TextStyle::SmallStrong);
    m_note->setVisible(!text.isEmpty());
}

void SectionHeader::addTrailing(QWidget *widget) { m_row->addWidget(widget); }

Button *SectionHeader::addLink(const QString &text)
{
    auto *link = new Button(text, ButtonRole::Link);
    addTrailing(link);
    return link;
}

Card::Card(const QString &title, QWidget *parent)
    : QFrame(parent)
    , m_body(new QWidget)
    , m_content(vbox(m_body, {}, 8))
{
    setAccessibleName(title);
    auto *column = vbox(this, {size::cardPadding, 12, size::cardPadding, 12}, 10);
    if (!title.isEmpty()) {
        m_header = new SectionHeader(title);
        column->addWidget(m_header);
    }
    column->addWidget(m_body, 1);
}

void Card::setAttention(Tone tone)
{
    m_attention = tone;
    update();
}

void Card::setStale(bool stale) { setFaded(m_body, stale); }

void Card::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF edge = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(theme.palette().border, 1));
    painter.setBrush(theme.palette().surface);
    painter.drawRoundedRect(edge, size::cardRadius, size::cardRadius);
    if (m_attention == Tone::Text)
        return;
    QPainterPath strip;
    strip.addRoundedRect(edge, size::cardRadius, size::cardRadius);
    painter.setClipPath(strip);
    const int thickness = 4;
    const int x = layoutDirection() == Qt::RightToLeft ? width() - thickness : 0;
    painter.fillRect(QRect(x, 0, thickness, height()), theme.color(m_attention));
}

Divider::Divider(QWidget *parent)
    : QWidget(parent)
{
    setFixedHeight(1);
}

void Divider::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::current().palette().border);
}

} // namespace ph::ui
