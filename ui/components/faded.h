// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace ph::ui {

/// Draws a widget and its children at 40 % (stale: last known, not current) or normally again.
void setFaded(QWidget *widget, bool faded);
[[nodiscard]] bool isFaded(const QWidget *widget);

} // namespace ph::ui
