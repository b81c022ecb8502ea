// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/faded.h"

#include <QGraphicsOpacityEffect>

namespace ph::ui {

bool isFaded(const QWidget *widget) { return widget->graphicsEffect() != nullptr; }

void setFaded(QWidget *widget, bool faded)
{
    if (faded == isFaded(widget))
        return;
    if (!faded) {
        widget->setGraphicsEffect(nullptr);
        return;
    }
    auto *effect = new QGraphicsOpacityEffect(widget);
    effect->setOpacity(0.6); // greyed by 40 %
    widget->setGraphicsEffect(effect);
}

} // namespace ph::ui
