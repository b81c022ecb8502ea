// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/localplatform/ports.h"

namespace ph::localplatform {

/// What a folder remembers from one start to the next (`<data>/state.json`). No secrets.
struct SavedState {
    static constexpr int currentVersion = 1;

    Ports ports;
    QString profileId; ///< UUID of the environment's profile, so that it is found again
    bool isQuiet = false;
    int seed = 1;
};

/// A missing or broken file is a fresh state: ports are chosen again. A newer version is refused (Invalid, code
/// "newer-version").
[[nodiscard]] Result<SavedState> loadState(const QString &file);
[[nodiscard]] Result<void> saveState(const QString &file, const SavedState &state);

} // namespace ph::localplatform
