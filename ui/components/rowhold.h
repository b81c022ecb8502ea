// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/indexmodel.h"

class QTableView;

namespace ph::ui {

class Button;
class TableColumns;

/// Holds a live table still while somebody reads it (pointer or selection inside, or scrolled down), and tells of the
/// rows that wait meanwhile on a button that shows them: "37 new ↑".
class RowHold final : public QObject {
    Q_OBJECT
public:
    /// All outlive it.
    RowHold(QTableView *view, models::IndexModel *index, const TableColumns *columns);

    /// False: rows do not come by themselves and are shown at once.
    void setLive(bool live);
    void setPointerInside(bool inside);
    /// Selection or scroll position changed.
    void update();
    /// Visible while rows wait.
    [[nodiscard]] Button *button() const { return m_button; }

private:
    void updateButton();

    QTableView *m_view;
    models::IndexModel *m_index;
    const TableColumns *m_columns;
    Button *m_button;
    bool m_isLive = true;
    bool m_isPointerInside = false;
};

} // namespace ph::ui
