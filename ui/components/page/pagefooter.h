// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/page/pageactions.h"

#include <QWidget>

namespace ph::ui {

class ActionRow;
class Button;
class Label;

/// The line below a table: how many rows are selected, what the table does not show and why, and what can be done to
/// two or more rows together.
class PageFooter final : public QWidget {
    Q_OBJECT
public:
    /// Both outlive it.
    PageFooter(PageActions &actions, TableView *table, QWidget *parent = nullptr);

    void refresh();
    /// Judges the actions again.
    void refreshActions();

private:
    [[nodiscard]] QString reasonOf(const QList<ActionOffer> &offers) const;
    [[nodiscard]] QString foldedText() const;
    [[nodiscard]] QString hiddenText() const;
    [[nodiscard]] QString strayText() const;
    [[nodiscard]] QString gapText() const;

    PageActions &m_actions;
    TableView *m_table;
    Label *m_selected;
    Label *m_text;
    Label *m_reason; ///< why the first that is disabled cannot be done
    Button *m_showFolded;
    ActionRow *m_buttons;
};

} // namespace ph::ui
