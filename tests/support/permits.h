// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/permits/permit.h"

namespace ph::transport {

/// Gives transport tests the permits that only Guard and its like give in the product.
class PermitTestFactory final {
public:
    class Authority final : public PermitAuthority {
    public:
        [[nodiscard]] Result<void> stillAllows(const PermitScope &) const override { return verdict; }
        [[nodiscard]] MonoTime now() const override { return time; }
        Result<void> verdict {};
        MonoTime time {};
    };

    explicit PermitTestFactory(QString environment = QStringLiteral("test"))
        : m_environment(std::move(environment))
    {
    }
    [[nodiscard]] WritePermit write() const { return {scope(), authority}; }
    [[nodiscard]] ProbePermit probe() const { return {scope(), authority}; }
    [[nodiscard]] SessionPermit session() const { return {scope(), authority}; }
    [[nodiscard]] LocalPermit local() const { return {scope(), authority}; }

    std::shared_ptr<Authority> authority = std::make_shared<Authority>();

private:
    [[nodiscard]] PermitScope scope() const
    {
        return {m_environment, QStringLiteral("op-test"), QStringLiteral("1"), authority->time + Milliseconds {1000},
            {}, {}, {}};
    }
    QString m_environment;
};

} // namespace ph::transport
