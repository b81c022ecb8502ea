// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/auth/tokensocket.h"
#include "services/platform/session/platformsession.h"

namespace ph::auth {

/// How this process takes part in the profile's one session.
enum class SessionRole {
    Window, ///< owns it, and hands access tokens to companions
    Companion, ///< PILOTHOUSE_ACCESS_TOKEN, else the window's token, else its own renewal under the lock file
    Looking, ///< as Companion, but only once a link asks for the person's token: reading needs nobody
    SigningIn, ///< begins with nobody: `auth login`
};

/// Sign-in of one environment: the session service, joined to the environment's identity, links and connections.
/// Lives on the I/O thread, like every area.
class AuthArea final : public platform::AreaService {
    Q_OBJECT
public:
    AuthArea(platform::AreaContext &context, SessionConfig config, SessionRole role);
    ~AuthArea() override;

    [[nodiscard]] SessionService &session() { return *m_session; }
    void wake() override;

private:
    [[nodiscard]] Task<Secret> token(std::stop_token stop);
    [[nodiscard]] Task<void> begin(SessionRole role, std::stop_token stop);
    [[nodiscard]] Task<void> beginCompanion(std::stop_token stop);

    platform::AreaContext &m_context;
    SessionRole m_role;
    bool m_wasLive = false; ///< the link
    bool m_isAsked = false; ///< Looking: for a token
    QString m_linkId;
    platform::MemoryKeychain m_noKeychain; ///< one-off use
    std::unique_ptr<SessionService> m_session;
    std::unique_ptr<TokenServer> m_tokens;
    TaskScope m_scope;
};

/// For app/'s table of areas. Environments without a link to Supabase Auth have none.
[[nodiscard]] platform::AreaFactory authArea(SessionRole role);

/// NotFound when the profile has no auth link.
[[nodiscard]] Result<SessionConfig> sessionConfig(const platform::Profile &profile, const QString &stateFolder);

/// Where the window of a profile listens for companions.
[[nodiscard]] QString tokenSocketPath(const QString &profileId);

} // namespace ph::auth
