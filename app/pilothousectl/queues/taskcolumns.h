// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"
#include "services/queues/taskstore.h"

#include <QJsonValue>
#include <QStringList>
#include <vector>

namespace ph::ctl::queues {

/// A column of `tasks` and `tasks export`.
struct TaskColumn {
    const char *name;
    bool needsTexts; ///< arguments, results: the store must keep them
    QJsonValue (*value)(const ph::queues::TaskRecord &record, const ph::queues::TaskStore::Access &access);
};

/// Columns by their names, separated by commas. Invalid names the wrong one and lists all.
[[nodiscard]] Result<std::vector<const TaskColumn *>> taskColumns(const QString &names);
[[nodiscard]] QStringList taskColumnNames();

} // namespace ph::ctl::queues
