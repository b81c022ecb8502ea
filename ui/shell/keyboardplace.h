// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

class QWidget;

namespace ph::ui {

/// Where the keyboard goes when a page is opened: its table, else `before` (where it was on that page; may be null),
/// else the first button. Never a field by itself, whose text would take the window's keys (and a password field
/// anything). Null: the page has no such place.
[[nodiscard]] QWidget *keyboardPlace(const QWidget *page, QWidget *before);

/// F6: from the pane that has the keyboard (or none of them) to the first place in the next one that has any.
void focusNextPane(const QList<QWidget *> &panes);

} // namespace ph::ui
