// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/tenants.h"

#include <QString>
#include <QStringList>
#include <optional>
#include <string>
#include <string_view>

namespace ph::queues {

class TaskStore;

/// The string that a task's keyword arguments give for `name`, from their text as Celery tells it: Python's own
/// (`{'tenant': 'acme-labs'}`, of events and messages) or JSON (of workers). Only a key of the outermost dictionary
/// counts, never text inside a value. Nothing when it is not there, is no string, or the text ends before it does
/// (events carry the first 1024 characters).
[[nodiscard]] std::optional<std::string> stringArgument(std::string_view kwargs, std::string_view name);

/// As far as displayed arguments tell (a sender may show others than it sends): how many of these tasks work for which
/// tenant (slug), by their keyword argument `argument`; under an empty slug those that do not tell. Any thread.
[[nodiscard]] operations::Tenants displayedTenants(
    const TaskStore &store, const QStringList &ids, const QString &argument);

} // namespace ph::queues
