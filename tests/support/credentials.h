// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/link/credentials.h"

namespace ph::test {

/// A source that gives the same credentials at each question.
[[nodiscard]] transport::CredentialSource fixedCredentials(const QString &user, const QByteArray &password);

} // namespace ph::test
