// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHBoxLayout>
#include <QVBoxLayout>
#include <initializer_list>

namespace ph::ui {

/// A horizontal layout on `parent` (or free, with nullptr) with one margin on all sides.
[[nodiscard]] inline QHBoxLayout *hbox(QWidget *parent, QMargins margins = {}, int spacing = 8)
{
    auto *layout = parent ? new QHBoxLayout(parent) : new QHBoxLayout;
    layout->setContentsMargins(margins);
    layout->setSpacing(spacing);
    return layout;
}

[[nodiscard]] inline QVBoxLayout *vbox(QWidget *parent, QMargins margins = {}, int spacing = 8)
{
    auto *layout = parent ? new QVBoxLayout(parent) : new QVBoxLayout;
    layout->setContentsMargins(margins);
    layout->setSpacing(spacing);
    return layout;
}

} // namespace ph::ui
