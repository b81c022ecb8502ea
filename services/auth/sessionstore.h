// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/auth/secretjson.h"
#include "services/base/clock.h"
#include "services/platform/keychain/keychain.h"

#include <QUrl>

namespace ph::auth {

/// What survives a restart; never the password.
struct StoredSession {
    Secret refreshToken;
    /// Of the last renewal, for one-shot programs: a companion's run spends no renewal (the server gives 30 tries at
    /// once, to all sign-ins from one address). Null: none.
    SharedSecret accessToken {};
    WallTime accessUntil {}; ///< our clock
    QString sessionId;
    QString userId;
    QString email;
    QUrl baseUrl; ///< the token is sent to no other address
    Milliseconds skew {0};
    WallTime signedInAt {}; ///< our clock
    WallTime refreshedAt {}; ///< our clock; to tell inactivity from a time box
    // What was known then, to be shown while the server is silent; gives no right:
    QString role {}; ///< empty: not known
    int aal = 1;
    bool hasFactor = false;

    [[nodiscard]] StoredSession clone() const;
};

/// Null: nobody is signed in. (A class of its own: libstdc++ 12 cannot compare tasks of bare shared pointers.)
struct StoredHandle {
    std::shared_ptr<const StoredSession> session;
    explicit operator bool() const { return session != nullptr; }
    const StoredSession *operator->() const { return session.get(); }
};

/// The keychain entry of one profile's session ("<profile id>/session").
class SessionStore final {
public:
    SessionStore(platform::Keychain &keychain, const QString &profileId)
        : m_keychain(keychain)
        , m_key(profileId + QStringLiteral("/session"))
    {
    }
    /// A broken entry counts as absent.
    [[nodiscard]] Task<StoredHandle> load(std::stop_token stop);
    [[nodiscard]] Task<void> save(std::shared_ptr<const StoredSession> session, std::stop_token stop);
    [[nodiscard]] Task<void> remove(std::stop_token stop);

    /// For the companion: the same bytes.
    [[nodiscard]] static Secret encode(const StoredSession &session);
    [[nodiscard]] static Result<StoredSession> decode(Secret bytes);

private:
    platform::Keychain &m_keychain;
    QString m_key;
};

} // namespace ph::auth
