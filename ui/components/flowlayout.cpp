// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/flowlayout.h"

#include <QStyle>
#include <QWidget>
#include <utility>

namespace ph::ui {

FlowLayout::FlowLayout(QWidget *parent, int spacing)
    : QLayout(parent)
{
    setContentsMargins({});
    setSpacing(spacing);
}

FlowLayout::~FlowLayout() { qDeleteAll(m_items); }

void FlowLayout::addItem(QLayoutItem *item)
{
    m_items.append(item);
    invalidate();
}

void FlowLayout::insertWidget(int at, QWidget *widget)
{
    addChildWidget(widget);
    m_items.insert(at, new QWidgetItem(widget));
    if (m_trailing > at)
        ++m_trailing;
    invalidate();
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    if (index < 0 || index >= m_items.size())
        return nullptr;
    if (m_trailing > index)
        --m_trailing;
    QLayoutItem *taken = m_items.takeAt(index);
    invalidate();
    return taken;
}

int FlowLayout::widthFrom(int first) const
{
    int width = 0;
    for (const QLayoutItem *item : m_items.mid(first))
        if (!item->isEmpty())
            width += item->sizeHint().width() + (width > 0 ? spacing() : 0);
    return width;
}

QSize FlowLayout::sizeHint() const
{
    int height = 0;
    for (const QLayoutItem *item : m_items)
        if (!item->isEmpty())
            height = std::max(height, item->sizeHint().height());
    return {widthFrom(0), height};
}

QSize FlowLayout::minimumSize() const
{
    QSize least;
    for (const QLayoutItem *item : m_items)
        if (!item->isEmpty())
            least = least.expandedTo(item->sizeHint());
    return least;
}

QList<FlowLayout::Line> FlowLayout::lines(int width) const
{
    QList<Line> lines;
    bool isTrailing = false;
    for (int at = 0; at < count(); ++at) {
        QLayoutItem *item = m_items[at];
        if (item->isEmpty())
            continue;
        const int wide = std::min(item->sizeHint().width(), width);
        const bool startsTrailing = m_trailing >= 0 && at >= m_trailing && !std::exchange(isTrailing, true);
        // Those at the far end stay together where they can.
        if (lines.isEmpty() || lines.last().width + spacing() + (startsTrailing ? widthFrom(at) : wide) > width)
            lines.append(Line());
        Line &line = lines.last();
        line.width += wide + (line.items.isEmpty() ? 0 : spacing());
        line.height = std::max(line.height, item->sizeHint().height());
        line.items.append(item);
        if (m_trailing < 0 || at < m_trailing)
            line.leading = line.items.size();
    }
    for (Line &line : lines)
        if (line.leading == 0) // it shares the line with nothing: it begins where the others do
            line.leading = line.items.size();
    return lines;
}

int FlowLayout::heightOf(const QList<Line> &lines) const
{
    int height = std::max(0, int(lines.size()) - 1) * spacing();
    for (const Line &line : lines)
        height += line.height;
    return height;
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    const Qt::LayoutDirection direction = parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight;
    int y = rect.y();
    for (const Line &line : lines(rect.width())) {
        int x = rect.x();
        for (qsizetype at = 0; at < line.items.size(); ++at) {
            if (at == line.leading)
                x += rect.width() - line.width;
            const QSize hint = line.items[at]->sizeHint();
            const QRect place(
                x, y + (line.height - hint.height()) / 2, std::min(hint.width(), rect.width()), hint.height());
            line.items[at]->setGeometry(QStyle::visualRect(direction, rect, place));
            x += place.width() + spacing();
        }
        y += line.height + spacing();
    }
}

} // namespace ph::ui
