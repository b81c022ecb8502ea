// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to services/operations: how things stand in an operation's journal.

#include "services/base/clock.h"
#include "services/base/result.h"
#include "services/operations/actionspec.h"

#include <QJsonObject>
#include <QJsonValue>

namespace ph::operations {

/// Journals of operations are files of this ending.
[[nodiscard]] QString journalSuffix();
/// UTC, with milliseconds.
[[nodiscard]] QString stamp(WallTime at);
/// Which right an act needs, for whoever writes it off later.
[[nodiscard]] QJsonObject specToJson(const ActionSpec &spec);
[[nodiscard]] ActionSpec specFromJson(const QJsonObject &json);
[[nodiscard]] QJsonObject errorToJson(const Error &error);
/// Every text in it through the redactor: a reason or an argument that somebody typed may hold a password.
[[nodiscard]] QJsonValue redacted(const QJsonValue &value);

} // namespace ph::operations
