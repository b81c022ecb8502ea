// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/indexmodel.h"
#include "ui/components/filterlanguage.h"
#include "ui/components/rowaction.h"
#include "ui/components/statehost.h"

#include <memory>

namespace ph::ui {

class DetailView;

/// One way of "Copy as": the id, a link, JSON, a command.
struct CopyAs {
    QString text;
    std::function<QString(const QStringList &ids)> make;
};

/// All an area says to get a page of filter bar, table, detail panel and actions. Only key, title and table must be
/// there; what is left out the page does without.
struct ResourceDescriptor {
    QString key; ///< layout is kept under this: "tasks"
    QString title; ///< accessible name of the table: "Tasks"
    models::TableModel *table = nullptr; ///< outlives the page
    std::shared_ptr<const FilterLanguage> language {};
    /// The test of a good filter text (which may be empty); called again whenever the text changes.
    std::function<models::RowFilter(const QString &filter)> compile {};
    QString filterHint {};
    QString sortBy {}; ///< column key
    Qt::SortOrder sortOrder = Qt::DescendingOrder;
    QStringList foldable {}; ///< column keys that are hidden while they hold one value
    /// "91 tasks" and "of 48 210 in 60 min".
    std::function<QPair<QString, QString>(int shown, int total)> countText {};
    /// Why nothing is shown under this filter, and what helps ("Widen to 24 h"); the page calls nextStep().
    std::function<ViewState(const QString &filter)> emptyState {};
    std::function<void()> nextStep {};
    std::function<DetailView *(QWidget *parent)> makeDetail {};
    QList<RowAction> actions {};
    QList<CopyAs> copyAs {};
    /// Why the open object is not in the table any more; without: it is not kept.
    std::function<QString(const QString &id)> whyGone {};
    bool canPause = true;
    bool isLive = true; ///< rows come by themselves: the table holds still while somebody reads
};

} // namespace ph::ui
