// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/safetext.h"

namespace ph::ui {

namespace {

bool isHidden(QChar c)
{
    const ushort u = c.unicode();
    if (u < 0x20 || (u >= 0x7f && u < 0xa0))
        return true;
    return (u >= 0x200b && u <= 0x200f) || (u >= 0x2028 && u <= 0x202e) || (u >= 0x2060 && u <= 0x206f) || u == 0xfeff
        || u == 0x061c;
}

} // namespace

QString safeText(const QString &data, bool keepLines)
{
    qsizetype first = 0;
    while (first < data.size() && !isHidden(data[first]))
        ++first;
    if (first == data.size())
        return data;
    QString out = data.left(first);
    for (qsizetype i = first; i < data.size(); ++i) {
        const QChar c = data[i];
        if (!isHidden(c) || (keepLines && (c == QLatin1Char('\n') || c == QLatin1Char('\t')))) {
            out += c;
        } else if (c == QLatin1Char('\n')) {
            out += QStringLiteral(" ⏎ ");
        } else if (c == QLatin1Char('\t')) {
            out += QLatin1Char(' ');
        } else {
            out += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
        }
    }
    return out;
}

QString plainToolTip(const QString &text)
{
    if (text.isEmpty())
        return {};
    return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(safeText(text, true).toHtmlEscaped());
}

QString leftToRight(const QString &text) { return QChar(0x200e) + text; }

} // namespace ph::ui
