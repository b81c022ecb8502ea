// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ph::ctl {

/// How many letters must be changed, added or taken away to make one of the other.
[[nodiscard]] int distance(const QString &a, const QString &b);

} // namespace ph::ctl
