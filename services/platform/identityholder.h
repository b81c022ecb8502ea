// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/identity.h"

#include <mutex>

namespace ph::platform {

/// Where sign-in puts who is signed in, and the Guard and the views look. Thread-safe.
class IdentityHolder final : public operations::IdentitySource {
public:
    [[nodiscard]] std::shared_ptr<const operations::Identity> identity() const override
    {
        const std::lock_guard lock(m_mutex);
        return m_identity;
    }
    /// Null: signed out.
    void set(std::shared_ptr<const operations::Identity> identity)
    {
        const std::lock_guard lock(m_mutex);
        m_identity = std::move(identity);
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const operations::Identity> m_identity;
};

} // namespace ph::platform
