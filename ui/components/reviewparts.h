// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/reviewview.h"

#include <QWidget>

namespace ph::ui {

/// The numbered steps with their commands and ways back; the point of no return is a line across.
[[nodiscard]] QWidget *makeSteps(const QList<ReviewView::Step> &steps);
[[nodiscard]] QWidget *makeTouchTable(const ReviewView::Table &table);
[[nodiscard]] QWidget *makeTouchBars(const QList<ReviewView::Bar> &bars);
[[nodiscard]] QWidget *makeRemarks(const QList<ReviewView::Remark> &remarks);
[[nodiscard]] QWidget *makePreconditions(const QList<ReviewView::Precondition> &preconditions);
[[nodiscard]] QWidget *makeWho(const QList<ReviewView::Who> &who);

} // namespace ph::ui
