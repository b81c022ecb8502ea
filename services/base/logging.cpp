// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/logging.h"

namespace ph {

Q_LOGGING_CATEGORY(logBase, "pilothouse.base", QtInfoMsg)
Q_LOGGING_CATEGORY(logTransport, "pilothouse.transport", QtInfoMsg)
Q_LOGGING_CATEGORY(logOperations, "pilothouse.operations", QtInfoMsg)
Q_LOGGING_CATEGORY(logPlatform, "pilothouse.platform", QtInfoMsg)
Q_LOGGING_CATEGORY(logAuth, "pilothouse.auth", QtInfoMsg)
Q_LOGGING_CATEGORY(logQueues, "pilothouse.queues", QtInfoMsg)
Q_LOGGING_CATEGORY(logLocalPlatform, "pilothouse.localplatform", QtInfoMsg)
Q_LOGGING_CATEGORY(logUi, "pilothouse.ui", QtInfoMsg)

} // namespace ph
