// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Permits separate reading from writing by type. A transport's writing entry points take one; who can make one is fixed
// here by friendship, and tests/compile_fail proves that nobody else can.

#include "services/base/clock.h"
#include "services/base/result.h"

#include <QStringList>
#include <memory>

namespace ph {

namespace operations {
class Guard;
}
namespace auth {
class SessionService;
}
namespace localplatform {
class LocalPlatform;
}
namespace transport {
class PermitTestFactory; // defined in tests/support only
}

namespace transport {

/// What a permit was given for. Texts are ids, never data.
struct PermitScope {
    QString environment; ///< profile id; a transport of another environment refuses the permit
    QString operationId; ///< journal id of the operation; "probe" for probes
    QString step; ///< the step of the operation's plan
    MonoTime expires {}; ///< after this the permit is void
    QString right {}; ///< the right it was given for, looked up again when it is redeemed
    QString tenantRight {}; ///< or this one, on each of `tenants`
    QStringList tenants {};
};

/// Asked again at the moment of sending: was the unlock ended, the person signed out, the window locked meanwhile?
/// Thread-safe: transports ask on their own threads.
class PermitAuthority {
public:
    virtual ~PermitAuthority() = default;
    [[nodiscard]] virtual Result<void> stillAllows(const PermitScope &scope) const = 0;
    [[nodiscard]] virtual MonoTime now() const = 0;
};

/// Common part of all permits: move-only, single use.
class Permit {
public:
    Permit(Permit &&other) noexcept = default;
    Permit &operator=(Permit &&other) noexcept = default;
    Permit(const Permit &) = delete;
    Permit &operator=(const Permit &) = delete;
    ~Permit() = default;

    [[nodiscard]] const PermitScope &scope() const { return m_scope; }

    /// Called by a transport directly before the first byte leaves, with the environment it belongs to.
    /// The permit is used up whatever the answer.
    [[nodiscard]] Result<void> redeem(const QString &environment);

protected:
    Permit(PermitScope scope, std::shared_ptr<const PermitAuthority> authority)
        : m_scope(std::move(scope))
        , m_authority(std::move(authority))
    {
    }

private:
    PermitScope m_scope;
    std::shared_ptr<const PermitAuthority> m_authority; ///< null once used
};

/// For changing the platform: `redis.write`, `http.send`, `postgres.transact`, `command.run`. Made by Guard alone, for
/// one step.
class WritePermit final : public Permit {
    friend class operations::Guard;
    friend class PermitTestFactory;
    using Permit::Permit;
};

/// For the closed list of acts between reading and writing (Celery's inspect). Made by Guard alone; the environment's
/// option `silent` forbids it, read-only does not.
class ProbePermit final : public Permit {
    friend class operations::Guard;
    friend class PermitTestFactory;
    using Permit::Permit;
};

/// For one's own session: sign-in, refresh, factors, password, sign-out. Made by services/auth alone.
class SessionPermit final : public Permit {
    friend class auth::SessionService;
    friend class PermitTestFactory;
    using Permit::Permit;
};

/// For the local platform, bound to its own loopback folder. Made by services/localplatform alone.
class LocalPermit final : public Permit {
    friend class localplatform::LocalPlatform;
    friend class PermitTestFactory;
    using Permit::Permit;
};

} // namespace transport
} // namespace ph
