// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/card.h"
#include "ui/shell/shellcontext.h"

#include <QTimer>

class QGridLayout;

namespace ph::ui {

/// Overview: every link with its answer time and when it was last heard; what is healthy is grey.
class LinksPanel final : public Card {
    Q_OBJECT
public:
    explicit LinksPanel(ShellContext &context, QWidget *parent = nullptr);

private:
    void rebuild();
    void refresh();
    void widen(int at, bool wide);
    models::LinkStripModel &m_model;
    QGridLayout *m_grid;
    Label *m_empty;
    QList<QList<QWidget *>> m_rows;
    QList<bool> m_wide; ///< by row: its words take the column of the answer too
};

/// Overview: the newest operations, who did them and how they stand.
class ActsPanel final : public Card {
    Q_OBJECT
public:
    explicit ActsPanel(ShellContext &context, QWidget *parent = nullptr);

private:
    void rebuild();
    ShellContext &m_context;
    QVBoxLayout *m_rows;
    QTimer m_soon;
};

} // namespace ph::ui
