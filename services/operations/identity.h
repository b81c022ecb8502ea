// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"

#include <QString>
#include <QStringList>
#include <memory>
#include <optional>
#include <vector>

namespace ph::operations {

/// One right somebody has, and why. Keys are the database's own ("platform.queues", "jobs.manage"; tenancy contract
/// §2).
struct GrantedRight {
    QString key;
    QString tenant; ///< slug; empty: on the whole platform
    QString because; ///< "role admin", "role Admin of acme-labs"
};

/// Who is signed in, as far as it is proven. Immutable; a new one replaces it at every refresh.
struct Identity {
    QString subject; ///< UUID of the user
    QString email;
    QString role; ///< the platform role the profile's claims mapping found ("admin", "user", "agent")
    std::vector<GrantedRight> rights;
    int assurance = 1; ///< 1 or 2: aal1, aal2
    bool hasVerifiedFactor = false; ///< then acting waits for aal2
    bool isVerified = false; ///< signature checked with the project's keys, or confirmed by GET /user
    MonoTime validUntil {}; ///< of the access token
    MonoTime signedInAt {}; ///< 12 h after it acting needs a new sign-in
    std::optional<MonoTime> secondFactorAt {};

    /// The right on the platform or on that tenant; null if neither.
    [[nodiscard]] const GrantedRight *find(const QString &key, const QString &tenant = {}) const;
};

/// Where the Guard learns who is signed in. Implemented by services/auth. Thread-safe.
class IdentitySource {
public:
    virtual ~IdentitySource() = default;
    /// Null: nobody is signed in.
    [[nodiscard]] virtual std::shared_ptr<const Identity> identity() const = 0;
};

} // namespace ph::operations
