// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QThreadPool>

namespace ph::transport::postgres {

/// The threads on which libpqxx blocks: one small pool for all connections of the process.
[[nodiscard]] QThreadPool *workers();

} // namespace ph::transport::postgres
