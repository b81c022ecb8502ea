// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/auth/sessionservice.h"
#include "services/platform/instance/linesocket.h"

#include <functional>

namespace ph::auth {

/// Hands access tokens of the window's session to this person's companion processes, so that there is one owner of the
/// refresh token. A LineServer: for this user only, one request of at most 70 KiB a connection, 80 s, 32 connections.
/// Lives on the session's thread; `service` outlives it.
class TokenServer final : public QObject {
    Q_OBJECT
public:
    /// While `isLocked` says so (the desk is unattended) nothing is lent: Refused "locked". Empty: never locked.
    TokenServer(SessionService &service, QString path, std::function<bool()> isLocked = {}, QObject *parent = nullptr);
    ~TokenServer() override;

    /// Takes over a path that a crash left behind. The caller is the profile's single instance.
    [[nodiscard]] Result<void> listen() { return m_server.listen(); }
    [[nodiscard]] int answered() const { return m_answered; }

private:
    void take(Secret line, const platform::LineServer::Answer &answer);
    void reply(const platform::LineServer::Answer &answer, const Result<AccessGrant> &grant);

    SessionService &m_service;
    std::function<bool()> m_isLocked;
    platform::LineServer m_server;
    int m_answered = 0;
    TaskScope m_scope;
};

/// In place of a TokenServer while a strictly locked window has no session at all: every request is Refused "locked",
/// so that no companion takes the session for its own.
class LockedTokenServer final {
public:
    explicit LockedTokenServer(QString path);

    [[nodiscard]] Result<void> listen() { return m_server.listen(); }

private:
    platform::LineServer m_server;
};

/// Asks the window for an access token. Unavailable "no-window" when none listens there: then the lock file is the way.
/// `refused`: a token of it that a service did not take (may be null).
[[nodiscard]] Task<AccessGrant> askWindow(QString path, SharedSecret refused, std::stop_token stop);

} // namespace ph::auth
