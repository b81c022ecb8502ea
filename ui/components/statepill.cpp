// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/statepill.h"

#include "ui/components/safetext.h"

#include <QPainter>

namespace ph::ui {

namespace {

constexpr int s_padding = 9;
constexpr int s_dot = 6;
constexpr int s_dotGap = 6;

QFont pillFont() { return Theme::font(TextStyle::Caps); }

} // namespace

Tone toneOf(models::Status status)
{
    switch (status) {
    case models::Status::Ok: return Tone::Ok;
    case models::Status::Running: return Tone::Accent;
    case models::Status::Warning: return Tone::Warn;
    case models::Status::Failed: return Tone::Error;
    case models::Status::None:
    case models::Status::Waiting:
    case models::Status::Past: break;
    }
    return Tone::Muted;
}

int pillWidth(const QString &word, bool withDot)
{
    return QFontMetrics(pillFont()).horizontalAdvance(word) + 2 * s_padding + (withDot ? s_dot + s_dotGap : 0);
}

void paintPill(
    QPainter *painter, const QRect &rect, const QString &word, Tone tone, Qt::LayoutDirection direction, bool withDot)
{
    const Theme &theme = Theme::current();
    const int width = std::min(pillWidth(word, withDot), rect.width());
    QRect pill(0, 0, width, size::pill);
    pill.moveTop(rect.top() + (rect.height() - size::pill) / 2);
    const bool mirrored = direction == Qt::RightToLeft;
    if (mirrored)
        pill.moveRight(rect.right());
    else
        pill.moveLeft(rect.left());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    QColor tint = theme.color(tone);
    tint.setAlpha(theme.palette().tintAlpha); // also over a selected row
    painter->setBrush(tint);
    painter->drawRoundedRect(pill, size::pill / 2.0, size::pill / 2.0);
    QRect text = pill.adjusted(s_padding, 0, -s_padding, 0);
    if (withDot) {
        const QRectF dot(mirrored ? pill.right() + 1 - s_padding - s_dot : pill.left() + s_padding,
            pill.top() + (pill.height() - s_dot) / 2.0, s_dot, s_dot);
        painter->setBrush(theme.color(tone));
        painter->drawEllipse(dot);
        if (mirrored)
            text.adjust(0, 0, -(s_dot + s_dotGap), 0);
        else
            text.adjust(s_dot + s_dotGap, 0, 0, 0);
    }
    painter->setLayoutDirection(Qt::LayoutDirectionAuto);
    painter->setFont(pillFont());
    painter->setPen(theme.color(tone));
    const QString shown = QFontMetrics(pillFont()).elidedText(word, Qt::ElideRight, text.width() + 1);
    painter->drawText(text,
        int(Qt::AlignVCenter | (mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignAbsolute) | Qt::TextSingleLine,
        shown);
    painter->restore();
}

StatePill::StatePill(const QString &word, models::Status status, QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setState(word, status);
}

void StatePill::setState(const QString &word, models::Status status)
{
    m_word = safeText(word);
    m_tone = toneOf(status);
    m_withDot = true;
    setAccessibleName(m_word);
    updateGeometry();
    update();
}

void StatePill::setTag(const QString &word, Tone tone)
{
    m_word = safeText(word);
    m_tone = tone;
    m_withDot = false;
    setAccessibleName(m_word);
    updateGeometry();
    update();
}

QSize StatePill::sizeHint() const { return {pillWidth(m_word, m_withDot), size::pill}; }

void StatePill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintPill(&painter, rect(), m_word, m_tone, layoutDirection(), m_withDot);
}

StateDot::StateDot(models::Status status, QWidget *parent)
    : QWidget(parent)
    , m_status(status)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StateDot::setStatus(models::Status status)
{
    if (m_status == status)
        return;
    m_status = status;
    update();
}

void StateDot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::current().color(toneOf(m_status)));
    painter.drawEllipse(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
}

EnvironmentBadge::EnvironmentBadge(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void EnvironmentBadge::setEnvironment(const QString &kindWord, Tone tone)
{
    m_word = safeText(kindWord).toUpper();
    m_tone = tone;
    setAccessibleName(tr("Environment: %1", "badge beside a title; %1 is the kind, e.g. PRODUCTION").arg(m_word));
    updateGeometry();
    update();
}

QSize EnvironmentBadge::sizeHint() const
{
    return {QFontMetrics(Theme::font(TextStyle::Caps)).horizontalAdvance(m_word) + 16, 22};
}

void EnvironmentBadge::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.color(m_tone), 1));
    painter.setBrush(theme.tint(m_tone));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setFont(Theme::font(TextStyle::Caps));
    painter.drawText(rect(), int(Qt::AlignCenter), m_word);
}

} // namespace ph::ui
