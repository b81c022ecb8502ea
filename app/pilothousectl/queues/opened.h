// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/context.h"
#include "services/platform/session/platformsession.h"
#include "services/queues/queueservice.h"

namespace ph::platform {
class SystemKeychain;
}

namespace ph::ctl::queues {

/// A session with nothing but the queues area, of an environment (--env) or of plain addresses (--broker).
struct Opened {
    std::unique_ptr<platform::SystemKeychain> keychain;
    std::unique_ptr<platform::PlatformSession> session;
    ph::queues::QueueService *queues = nullptr; ///< lives on the session's I/O thread

    Opened();
    ~Opened();
    Opened(Opened &&) noexcept;
    Opened &operator=(Opened &&) noexcept;
};

/// --broker, --results, --credentials, --ca, --key-prefix, --queue: for all verbs of this area.
[[nodiscard]] QList<QCommandLineOption> sourceOptions();

/// Opens what the options name. Invalid (exit 2): no source, both sources, an address with a password in it.
[[nodiscard]] Task<Opened> open(Context *ctx, ph::queues::QueueService::Options options);

/// Until the service knows everything once: queues polled, workers asked. The link's reason when the server does not
/// answer.
[[nodiscard]] Task<void> waitForSnapshot(Context *ctx, const Opened *opened, Deadline deadline);

} // namespace ph::ctl::queues
