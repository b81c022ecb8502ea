// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/session/platformsession.h"

#include <map>

namespace ph::overview {

/// Keeps the state of every link fresh whether or not somebody uses it: connections that stay (Redis, Postgres, SSH,
/// Realtime) are opened and watch themselves, services without a connection (HTTP) are asked for a sign of life every 2
/// s: one that proves who answers, so that another service on the port is not taken for it. So a server that dies or
/// comes back is seen within 5 s. Lives on the session's I/O thread.
class LinkPulse final : public platform::AreaService {
    Q_OBJECT
public:
    explicit LinkPulse(platform::AreaContext &context);
    ~LinkPulse() override;
    void wake() override;

private:
    [[nodiscard]] static Task<void> watch(LinkPulse *self, platform::Link link, std::stop_token stop);
    [[nodiscard]] Task<void> beat(platform::Link link, std::stop_token stop);

    [[nodiscard]] bool isStillKnown(const platform::Link &link) const;
    void report(const platform::Link &link, transport::LinkState state, const std::optional<Error> &trouble);

    platform::AreaContext &m_context;
    std::map<QString, MonoTime> m_recognised; ///< link id; when it last proved who it is
    std::vector<std::shared_ptr<Pending<void>>> m_pauses;
    TaskScope m_scope;
};

/// The line for app's table of areas.
[[nodiscard]] platform::AreaFactory linkPulseArea();

} // namespace ph::overview
