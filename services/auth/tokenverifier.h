// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/auth/authapi.h"
#include "services/auth/jwt.h"

namespace ph::auth {

/// Verifies access tokens of one project: keeps its key set and its clock, fetches keys when they are needed, and asks
/// the server about tokens that no desktop can check (HS256). Lives on the session's thread.
class TokenVerifier final {
public:
    TokenVerifier(AuthApi &api, TokenRules rules, const Clock &clock)
        : m_api(api)
        , m_rules(std::move(rules))
        , m_clock(clock)
    {
    }

    /// Makes sure that a key set was read once. Before a password is sent this also shows that an auth server is there.
    [[nodiscard]] Task<void> ensureKeys(std::stop_token stop);
    /// Keys that another process of this person has read: used until the server gives newer ones.
    void offerKeys(const QByteArray &json);
    /// The key set in use, as it was read; empty: none yet.
    [[nodiscard]] const QByteArray &keysJson() const { return m_keysJson; }
    /// The claims, proven by signature or by the server's own word.
    [[nodiscard]] Task<VerifiedToken> verify(SharedSecret token, std::stop_token stop);

    /// The server's clock, from any answer's Date header. The better measurement wins for ten minutes.
    void learnClock(const std::optional<ServerOffset> &offset);
    [[nodiscard]] const std::optional<ServerOffset> &clockOffset() const { return m_offset; }
    [[nodiscard]] WallTime serverNow() const;
    [[nodiscard]] WallTime toLocal(WallTime server) const { return m_offset ? m_offset->toLocal(server) : server; }

private:
    [[nodiscard]] Task<void> fetchKeys(std::stop_token stop);
    [[nodiscard]] Task<VerifiedToken> askServer(VerifiedToken unproven, SharedSecret token, std::stop_token stop);

    AuthApi &m_api;
    TokenRules m_rules;
    const Clock &m_clock;
    std::optional<KeySet> m_keys;
    QByteArray m_keysJson;
    KeyRefetchPolicy m_refetch;
    std::optional<ServerOffset> m_offset;
};

} // namespace ph::auth
