// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"
#include "services/base/secret.h"

#include <functional>

namespace ph::transport {

struct Credentials {
    QString user;
    Secret password;
};

/// Asked at each connection attempt, on the transport's thread; the transport keeps nothing of it after use.
/// An error of kind Unavailable ("keyring locked") leaves the link Down with that reason.
using CredentialSource = std::function<Task<Credentials>(std::stop_token)>;

} // namespace ph::transport
