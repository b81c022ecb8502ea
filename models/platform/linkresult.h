// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/column.h"
#include "services/platform/check/linkcheck.h"

namespace ph::models {

/// Where the check of one link stands, as a form shows it.
struct LinkResult {
    enum class State {
        Unchecked,
        Wrong, ///< not checked, though asked for: a field is wrong
        Checking,
        Done
    };
    State state = State::Unchecked;
    platform::LinkCheck check {};

    /// "works", "2 warnings", "failed", "checking…", "not checked".
    [[nodiscard]] QString word() const;
    [[nodiscard]] Status status() const;
    /// "Redis 7.0.15 · 0.4 ms": what answered, or why nothing was asked.
    [[nodiscard]] QString answer() const;
};

} // namespace ph::models
