// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/resourcedescriptor.h"

#include <QObject>

namespace ph::ui {

class ActionRow;
class DetailPanel;
class PageActions;
class TableView;

/// The object that is open beside a table: its panel, what can be done to it, and how it stands to the rows that are
/// shown. Which object that is, and how wide the panel, is the page's to say.
class ObjectDetail final : public QObject {
    Q_OBJECT
public:
    /// All outlive it; the descriptor has a makeDetail. The panel is made here, hidden, and belongs to what it is
    /// placed in.
    ObjectDetail(const ResourceDescriptor &descriptor, const PageActions &actions, TableView *table, QObject *parent);

    [[nodiscard]] DetailPanel *panel() const { return m_panel; }
    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] bool isOpenOn(const QString &id) const;
    /// Fills the panel, without showing it. False: it is not in the table, or no object.
    bool fill(const QString &id);
    /// Says how the object stands to the rows; `isFiltered`: a filter could be why it is not among them. Once it is
    /// open.
    void sayWhetherListed(bool isFiltered);
    /// Judges the actions again, once it is open.
    void refreshActions();

private:
    [[nodiscard]] QString whyGone(const QString &id) const;

    const ResourceDescriptor &m_d;
    const PageActions &m_actions;
    TableView *m_table;
    DetailPanel *m_panel;
    ActionRow *m_buttons;
};

} // namespace ph::ui
