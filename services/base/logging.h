// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// All logging categories, in one place: pilothouse.<area>.

#include <QLoggingCategory>

namespace ph {

Q_DECLARE_LOGGING_CATEGORY(logBase)
Q_DECLARE_LOGGING_CATEGORY(logTransport)
Q_DECLARE_LOGGING_CATEGORY(logOperations)
Q_DECLARE_LOGGING_CATEGORY(logPlatform)
Q_DECLARE_LOGGING_CATEGORY(logAuth)
Q_DECLARE_LOGGING_CATEGORY(logQueues)
Q_DECLARE_LOGGING_CATEGORY(logLocalPlatform)
Q_DECLARE_LOGGING_CATEGORY(logUi)

} // namespace ph
