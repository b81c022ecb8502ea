// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"

#include <QString>
#include <optional>

namespace ph::auth {

/// Until when this profile's sign-in server wants to be left alone (429), told from process to process by a small file
/// (0600) beside the lock: thirty scripts at once ask it once, not thirty times. No secrets in it. Best effort: without
/// the file each process has its own back-off.
class SharedBackoff final {
public:
    /// No single answer keeps everybody away for longer, whatever it or a wrong clock says.
    static constexpr Milliseconds longest {60'000};

    explicit SharedBackoff(QString file)
        : m_file(std::move(file))
    {
    }
    /// How long still; nothing: ask.
    [[nodiscard]] std::optional<Milliseconds> left(WallTime now) const;
    /// The server said 429, and perhaps for how long (Retry-After); else 2 s, doubling with each in a row.
    void note(WallTime now, std::optional<Milliseconds> said);
    /// It answered.
    void clear();

private:
    struct Noted {
        WallTime notBefore {};
        int tries = 0;
    };
    [[nodiscard]] Noted read() const;

    QString m_file;
};

} // namespace ph::auth
