// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/listings.h"
#include "services/queues/types.h"

#include <QJsonObject>
#include <optional>
#include <string_view>

namespace ph::queues {

// Tasks and workers as JSON, the same from the companion and from “Copy as”. What nobody told is null.

/// "2026-11-23T01:02:03.211384Z"; null for 0 (unknown).
[[nodiscard]] QJsonValue isoTime(Micros time);
/// Null when negative (unknown).
[[nodiscard]] QJsonValue known(double value);
/// Null when empty.
[[nodiscard]] QJsonValue textOrNull(std::string_view utf8);

/// A task that nobody told of has `known` false and nothing else.
[[nodiscard]] QJsonObject taskJson(const QString &id, const std::optional<TaskDetail> &detail);
[[nodiscard]] QJsonObject workerJson(const WorkerStatus &status);

} // namespace ph::queues
