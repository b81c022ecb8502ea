// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/connections/connections.h"

namespace ph::platform {

/// One thing that a check found beside "it answers". `code` is stable (for --json), `text` is for people.
struct CheckNote {
    QString code;
    QString text;
    QString hint {}; ///< what to do, for warnings
};

/// What trying one link once found out.
struct LinkCheck {
    QString linkId;
    LinkKind kind = LinkKind::Redis;
    QString label;
    QString address; ///< host:port
    bool isGood = false;
    Error error {}; ///< why not: DNS, refused, time-out, TLS (CA, name, expired), auth, ACL, wrong service
    QString server; ///< what answered: "Redis 7.0.15", "Supabase Auth v2.196.0"
    Milliseconds latency {0};
    std::optional<ServerOffset> clock {};
    std::vector<CheckNote> warnings; ///< works, but: "clock-skew", "acl", "reader-can-write", "issuer", …
    std::vector<CheckNote> facts; ///< "sign-in by e-mail and keycloak", "4 Celery queues"
};

/// Tries one link as the profile describes it: connects, signs in, asks a few harmless questions, and hangs up.
/// Never changes anything. Ends within 10 s. On the I/O thread or in the companion's main thread; `clock` outlives it.
/// The check's own failures are in the result; the task fails with NotFound (no such link) and Cancelled only.
[[nodiscard]] Task<LinkCheck> checkLink(
    Profile profile, QString linkId, SecretLookup secrets, const Clock &clock, std::stop_token stop);

struct ProfileCheck {
    std::vector<LinkCheck> links; ///< in the profile's order
    /// What only all together tell: "clock-here": every server agrees that this computer's clock is wrong.
    std::vector<CheckNote> warnings;
    [[nodiscard]] bool isGood() const;
    [[nodiscard]] bool hasWarnings() const;
};

/// All links side by side; `only` (ids) limits it. Same rules.
[[nodiscard]] Task<ProfileCheck> checkProfile(
    Profile profile, QStringList only, SecretLookup secrets, const Clock &clock, std::stop_token stop);

} // namespace ph::platform
