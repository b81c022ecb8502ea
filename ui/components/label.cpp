// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/label.h"

#include "ui/components/safetext.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

namespace ph::ui {

Label::Label(const QString &text, TextStyle style, Tone tone, QWidget *parent)
    : QLabel(parent)
    , m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    setFont(Theme::font(style));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    setText(text);
}

void Label::setText(const QString &text)
{
    m_full = text;
    const QString shown = safeText(text, wordWrap());
    if (shown != QLabel::text()) {
        QLabel::setText(shown);
        updateGeometry();
    }
}

void Label::setTone(Tone tone)
{
    if (m_tone == tone)
        return;
    m_tone = tone;
    update();
}

void Label::setTextStyle(TextStyle style)
{
    setFont(Theme::font(style));
    updateGeometry();
}

void Label::setElide(Qt::TextElideMode mode)
{
    m_elide = mode;
    updateGeometry();
}

void Label::setWrapped(bool wrapped)
{
    setWordWrap(wrapped);
    QSizePolicy policy = sizePolicy();
    policy.setHeightForWidth(wrapped);
    setSizePolicy(policy);
    setText(m_full);
}

QString Label::painted() const { return m_leftToRight ? leftToRight(text()) : text(); }

bool Label::isElided() const
{
    return !wordWrap() && m_elide != Qt::ElideNone && fontMetrics().horizontalAdvance(text()) > contentsRect().width();
}

QSize Label::sizeHint() const
{
    if (wordWrap())
        return QLabel::sizeHint();
    const QMargins margins = contentsMargins();
    return QSize(fontMetrics().horizontalAdvance(text()) + 1 + margins.left() + margins.right(),
        fontMetrics().height() + margins.top() + margins.bottom());
}

QSize Label::minimumSizeHint() const
{
    if (wordWrap())
        return QLabel::minimumSizeHint();
    const QSize hint = sizeHint();
    if (m_elide == Qt::ElideNone)
        return hint;
    return QSize(std::min(hint.width(), fontMetrics().averageCharWidth() * 4), hint.height());
}

void Label::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    painter.setPen(isEnabled() ? theme.color(m_tone) : theme.palette().faint);
    painter.setFont(font());
    painter.setLayoutDirection(
        Qt::LayoutDirectionAuto); // the text itself says how it runs; its place is the window's matter
    const QRect room = contentsRect();
    const int align = int(QStyle::visualAlignment(layoutDirection(), alignment()) | Qt::AlignAbsolute);
    if (wordWrap()) {
        painter.drawText(room, align | Qt::TextWordWrap, painted());
        return;
    }
    const QString shown = isElided() ? fontMetrics().elidedText(painted(), m_elide, room.width()) : painted();
    painter.drawText(room, align | Qt::TextSingleLine, shown);
}

bool Label::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty() && isElided()) {
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), plainToolTip(m_full), this);
        return true;
    }
    return QLabel::event(event);
}

MonoLabel::MonoLabel(const QString &text, Tone tone, QWidget *parent)
    : Label(text, TextStyle::Mono, tone, parent)
{
    setElide(Qt::ElideMiddle);
    setLeftToRight(true);
}

} // namespace ph::ui
