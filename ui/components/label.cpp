// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/label.h"

#include "ui/components/safetext.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QTextLayout>
#include <QToolTip>
#include <cmath>

namespace ph::ui {

namespace {

/// Keeps a shortened id ("d51b7d80…/5120") on one line: none is broken at its signs.
QString glued(const QString &text)
{
    constexpr qsizetype mostOfId = 40;
    const QChar ellipsis(0x2026);
    const QChar joiner(0x2060);
    if (!text.contains(ellipsis))
        return text;
    QString out;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = at;
        while (end < text.size() && !text[end].isSpace())
            ++end;
        const QStringView word = QStringView(text).sliced(at, end - at);
        const bool isId = word.size() <= mostOfId && word.chopped(word.isEmpty() ? 0 : 1).contains(ellipsis);
        for (qsizetype i = 0; i < word.size(); ++i) {
            out += word[i];
            if (isId && i + 1 < word.size())
                out += joiner;
        }
        if (end < text.size())
            out += text[end++];
        at = end;
    }
    return out;
}

/// Lays a text out in lines of `width`: broken between words, and inside one that is wider than a line (a command of
/// many ids has no spaces), so that nothing stands outside.
class WrappedText final {
public:
    WrappedText(const QString &text, const QFont &font, int width, Qt::Alignment align = Qt::AlignLeft)
        : m_layout(glued(text).replace(QLatin1Char('\n'), QChar(QChar::LineSeparator)), font)
    {
        QTextOption option(align);
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        option.setTextDirection(Qt::LayoutDirectionAuto);
        m_layout.setTextOption(option);
        m_layout.setCacheEnabled(true);
        m_layout.beginLayout();
        for (QTextLine line = m_layout.createLine(); line.isValid(); line = m_layout.createLine()) {
            line.setLineWidth(width);
            line.setPosition({0, m_height});
            m_height += line.height();
        }
        m_layout.endLayout();
    }
    [[nodiscard]] int lines() const { return m_layout.lineCount(); }
    [[nodiscard]] qreal height(int most = 0) const
    {
        return most > 0 && lines() > most ? m_layout.lineAt(most).y() : m_height;
    }
    [[nodiscard]] QTextLine line(int number) const { return m_layout.lineAt(number); }
    [[nodiscard]] QString from(int number) const { return m_layout.text().mid(line(number).textStart()); }

private:
    QTextLayout m_layout;
    qreal m_height = 0;
};

} // namespace

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

void Label::setMostLines(int lines)
{
    m_mostLines = lines;
    updateGeometry();
    update();
}

bool Label::isCut() const
{
    return wordWrap() && m_mostLines > 0
        && WrappedText(painted(), font(), contentsRect().width()).lines() > m_mostLines;
}

int Label::heightForWidth(int width) const
{
    if (!wordWrap())
        return QLabel::heightForWidth(width);
    const QMargins margins = contentsMargins();
    const WrappedText wrapped(painted(), font(), std::max(1, width - margins.left() - margins.right()));
    return int(std::ceil(wrapped.height(m_mostLines))) + margins.top() + margins.bottom();
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
        return QLabel::minimumSizeHint().boundedTo(QSize(fontMetrics().averageCharWidth() * 16, QWIDGETSIZE_MAX));
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
    if (wordWrap())
        return paintWrapped(painter, room, align);
    const QString shown = isElided() ? fontMetrics().elidedText(painted(), m_elide, room.width()) : painted();
    painter.drawText(room, align | Qt::TextSingleLine, shown);
}

void Label::paintWrapped(QPainter &painter, const QRect &room, int align) const
{
    const WrappedText wrapped(
        painted(), font(), room.width(), Qt::Alignment(align & int(Qt::AlignHorizontal_Mask)) | Qt::AlignAbsolute);
    const bool isCut = m_mostLines > 0 && wrapped.lines() > m_mostLines;
    const qreal height = wrapped.height(m_mostLines);
    const qreal free = std::max(0.0, room.height() - height);
    const qreal top = room.top() + ((align & Qt::AlignBottom) ? free : (align & Qt::AlignVCenter) ? free / 2 : 0.0);
    const int whole = isCut ? m_mostLines - 1 : wrapped.lines();
    for (int i = 0; i < whole; ++i)
        wrapped.line(i).draw(&painter, QPointF(room.left(), top));
    if (isCut) {
        const QRectF last(room.left(), top + wrapped.line(whole).y(), room.width(), wrapped.line(whole).height());
        painter.drawText(last, (align & int(Qt::AlignHorizontal_Mask)) | Qt::AlignAbsolute | Qt::TextSingleLine,
            fontMetrics().elidedText(wrapped.from(whole), Qt::ElideRight, room.width()));
    }
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
