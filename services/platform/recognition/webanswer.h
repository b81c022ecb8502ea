// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reading answers of services that may be others than expected.

#include "services/platform/profile.h"
#include "services/transport/http/answer.h"

#include <QJsonObject>

namespace ph::platform {

/// One try of a few seconds; a body beyond 4 MiB is not what is asked for here.
[[nodiscard]] transport::http::Request quickRequest();

/// Protocol, code "wrong-service"; says what answered as far as it can be told.
[[nodiscard]] Error wrongService(const transport::http::Response &response, const QString &expected);

/// The JSON object of an answer. A success without one is another service; 401 and 403 tell about the key or password
/// of the link; 404 that the path is wrong; 5xx are the server's own trouble.
[[nodiscard]] Result<QJsonObject> objectOf(const transport::http::Response &response, const Link &link);

} // namespace ph::platform
