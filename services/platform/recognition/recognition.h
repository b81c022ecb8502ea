// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/profile.h"
#include "services/transport/http/client.h"

namespace ph::platform {

/// Who answered, and with what.
struct Recognised {
    QString server; ///< "Prometheus 3.5.0"
    transport::http::Response response;
};

/// Whether this kind of service is asked by HTTP and can so be told from another one on its port: Auth, Rest, Admin,
/// Prometheus, Alertmanager, SecretStore.
[[nodiscard]] bool isRecognisable(LinkKind kind);

/// Asks the service what it is, in one or two cheap reads. `form` gives deadlines and size; it has no query and no
/// body. Errors: the client's; Protocol "wrong-service"; Auth "key-refused", "login-refused"; Unavailable "sealed",
/// "not-initialised"; statusError()'s for 429 and 5xx. `client` must outlive the call.
[[nodiscard]] Task<Recognised> recognise(
    transport::http::Client *client, Link link, transport::http::Request form, std::stop_token stop);

} // namespace ph::platform
