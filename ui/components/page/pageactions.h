// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/page/shownrows.h"
#include "ui/components/rowaction.h"

#include <QHash>
#include <QObject>

namespace ph::ui {

class TableView;

/// An action as it stands for certain objects.
struct ActionOffer {
    const RowAction *action; ///< of the PageActions that offers it
    ActionState state;
    [[nodiscard]] QString text() const { return state.text.isEmpty() ? action->text : state.text; }
    [[nodiscard]] bool isEnabled() const { return state.disabledBecause.isEmpty(); }
};

/// The area's actions on one page: which are offered for what, under which key, and doing them. Buttons, menus, keys
/// and the palette all ask here.
class PageActions final : public QObject {
    Q_OBJECT
public:
    /// `table` outlives it.
    PageActions(QList<RowAction> actions, const TableView &table, QObject *parent = nullptr);
    ~PageActions() override;

    [[nodiscard]] const QList<RowAction> &all() const { return m_all; }
    /// For these rows; what does not fit them is left out.
    [[nodiscard]] QList<ActionOffer> offersFor(const QStringList &ids) const;
    /// For what it would act on now: the selection, or all that the filter shows.
    [[nodiscard]] ActionOffer offer(const RowAction &action) const;
    [[nodiscard]] QStringList targetOf(const RowAction &action) const;
    /// By its key: does it, if it can be done to what it would act on; else says why not.
    void trigger(const RowAction &action) const;

    /// Keys that the person changed, by id of the act; an empty one takes the key away.
    void setKeys(const QHash<QString, QKeySequence> &changed) { m_keys = changed; }
    [[nodiscard]] QKeySequence keyOf(const QString &id, const QKeySequence &own) const { return m_keys.value(id, own); }
    [[nodiscard]] QKeySequence keyOf(const RowAction &action) const { return keyOf(action.id, action.key); }

    [[nodiscard]] QList<SelectionAct> forPalette() const;

Q_SIGNALS:
    void refused(const QString &reason) const;

private:
    const QList<RowAction> m_all; ///< never changed: offers point into it
    const TableView &m_table;
    ShownRows m_shown;
    QHash<QString, QKeySequence> m_keys;
};

} // namespace ph::ui
