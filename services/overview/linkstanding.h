// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/linkboard.h"

namespace ph::overview {

/// How one link is doing, judged the same for the strip, the panel of links, the verdict and the companion.
struct LinkStanding {
    enum class Kind {
        NotAsked,
        Connecting, ///< never answered and never failed in this run
        Live,
        Silent, ///< the connection stands, but nothing is heard
        Impaired, ///< it answers, but badly (the reason says how)
        Down, ///< no answer, or none that can be used; also while it is tried again
    };
    Kind kind = Kind::NotAsked;
    bool answers = false; ///< Down, but something answered there: refused rights, a bad certificate, another service
    /// Silent and Down: when it was last heard; nothing when it never was in this run. Impaired: when this program
    /// noticed; it may have begun before anybody looked.
    std::optional<MonoTime> since {};
    std::optional<MonoTime> nextTry {}; ///< Down: nothing while a try is under way

    [[nodiscard]] bool isTrouble() const
    {
        return kind == Kind::Silent || kind == Kind::Impaired || kind == Kind::Down;
    }
};

[[nodiscard]] LinkStanding standingOf(const platform::LinkInfo &link, MonoTime now);

/// "idle", "connecting", "live", "silent", "degraded", "down": stable, for --json.
[[nodiscard]] QString standingName(LinkStanding::Kind kind);

/// A link that has not been heard of for so long counts as silent; for another so long, as down.
inline constexpr Milliseconds silentAfter {8'000};

} // namespace ph::overview
