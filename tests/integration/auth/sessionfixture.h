// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/auth/sessionservice.h"
#include "tests/support/authstandin.h"
#include "tests/support/testmain.h"

#include <QTemporaryDir>

namespace ph::test {

/// A session service for a stand-in, with everything that a process has of its own.
struct SessionUser {
    explicit SessionUser(AuthStandin &server, platform::Keychain &keychain_, const QString &lockFile,
        const Clock &clock, const std::function<void(auth::SessionConfig &)> &change = {})
    {
        auth::SessionConfig config;
        config.environment = QStringLiteral("profile-1");
        config.base.url = server.url();
        config.base.tls.caPem = server.caPem();
        config.base.label = QStringLiteral("Supabase Auth");
        config.base.environment = config.environment;
        config.publishableKey = server.publishableKey();
        config.rules.issuer = server.url().toString();
        config.lockFile = lockFile;
        if (change)
            change(config);
        service = std::make_unique<auth::SessionService>(std::move(config), keychain_, clock);
    }
    [[nodiscard]] std::shared_ptr<const auth::SessionState> state() const { return service->state(); }
    [[nodiscard]] auth::SessionPhase phase() const { return service->state()->phase; }
    [[nodiscard]] Result<void> signIn(AuthStandin &server, const QString &name) const
    {
        return await(service->signIn(name + QStringLiteral("@pilothouse.test"), Secret(server.password(name)), {}));
    }
    std::unique_ptr<auth::SessionService> service;
};

} // namespace ph::test
