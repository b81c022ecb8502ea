// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QLabel>
#include <QStringList>
#include <QWidget>

namespace ph::test {

namespace detail {

inline void walk(QAccessibleInterface *node, QStringList &unnamed)
{
    if (!node || !node->isValid() || node->state().invisible)
        return;
    if (node->state().focusable && node->text(QAccessible::Name).trimmed().isEmpty()) {
        const QObject *object = node->object();
        unnamed << QStringLiteral("%1 \"%2\"")
                       .arg(object ? QLatin1String(object->metaObject()->className()) : QLatin1String("?"),
                           object ? object->objectName() : QString());
    }
    // a table reports every cell as a child: its head and name are enough
    if (node->tableInterface())
        return;
    for (int i = 0; i < node->childCount(); ++i)
        walk(node->child(i), unnamed);
}

} // namespace detail

/// What a screen reader would find without a name among all that can take the keyboard. Must be empty on every page.
inline QStringList unnamedFocusable(QWidget *window)
{
    QStringList unnamed;
    detail::walk(QAccessible::queryAccessibleInterface(window), unnamed);
    return unnamed;
}

/// Labels whose text could be taken for markup: every label that shows data must be plain.
inline QStringList labelsThatGuessMarkup(const QWidget *window)
{
    QStringList guessing;
    for (const QLabel *label : window->findChildren<QLabel *>())
        if (label->textFormat() != Qt::PlainText && !label->text().isEmpty())
            guessing << label->text();
    return guessing;
}

/// True if any pixel of the image is exactly this colour.
inline bool hasPixel(const QImage &image, const QColor &color)
{
    const QImage argb = image.convertToFormat(QImage::Format_RGB32);
    for (int y = 0; y < argb.height(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(argb.constScanLine(y));
        for (int x = 0; x < argb.width(); ++x)
            if ((line[x] & 0xffffffU) == (color.rgb() & 0xffffffU))
                return true;
    }
    return false;
}

} // namespace ph::test
