// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <algorithm>

namespace ph::ui {

/// Scrolls `content` vertically; draws no background of its own, takes no keyboard focus (what is in it does).
[[nodiscard]] inline QScrollArea *scrolled(QWidget *content)
{
    auto *area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->viewport()->setAutoFillBackground(false);
    area->setWidget(content);
    content->setAutoFillBackground(false); // setWidget() turned it on
    return area;
}

/// Scrolls until `part` is seen with `margin` px above and below it, also where it was added or unfolded a moment ago.
/// Of what is higher than the room its top is seen.
inline void reveal(const QScrollArea *area, const QWidget *part, int margin)
{
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest); // else it stands where it does not belong yet
    const int top = part->mapTo(area->widget(), QPoint()).y() - margin;
    const int bottom = top + part->height() + 2 * margin;
    QScrollBar *bar = area->verticalScrollBar();
    const int seen = area->viewport()->height();
    if (bottom > bar->value() + seen)
        bar->setValue(bottom - seen);
    if (top < bar->value())
        bar->setValue(top);
}

} // namespace ph::ui
