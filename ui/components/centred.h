// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/layout.h"

#include <QWidget>

namespace ph::ui {

/// A column in the middle of `page`, no wider than what is read or typed in it should be; its layout is the caller's.
[[nodiscard]] inline QWidget *centred(QWidget *page, QMargins margins, int widest = 920)
{
    auto *row = hbox(page, margins, 0);
    auto *body = new QWidget;
    body->setMaximumWidth(widest);
    row->addStretch();
    row->addWidget(body, 1000);
    row->addStretch();
    return body;
}

} // namespace ph::ui
