// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/localplatform/ports.h"

namespace ph::localplatform {

/// What a folder remembers from one start to the next (`<data>/state.json`, and a copy of it in `state-copy.json`). No
/// secrets.
struct SavedState {
    static constexpr int currentVersion = 1;

    Ports ports;
    QString profileId; ///< UUID of the environment's profile, so that it is found again
    bool isQuiet = false;
    int seed = 1;
};

/// The copy of that file.
[[nodiscard]] QString stateCopyOf(const QString &file);

/// For readers, changes nothing: the file, else its copy, else what a damaged file still tells (the id; no ports).
/// NotFound: there is neither. Invalid, code "damaged-state": nothing of it can be read; code "newer-version": made by
/// a newer Pilothouse.
[[nodiscard]] Result<SavedState> loadState(const QString &file);

/// For the start: as loadState(), but a damaged file is renamed to FILE.damaged-TIME (never removed), and `notices` say
/// what became of the environment. A state that nothing tells is a new one, with a new id; `wasUsed`: there was one
/// before, so that this is said. Newer versions are refused.
[[nodiscard]] Result<SavedState> recoverState(const QString &file, bool wasUsed, QStringList &notices);

/// The file, then its copy; each is the old one or the new one after a crash.
[[nodiscard]] Result<void> saveState(const QString &file, const SavedState &state);

} // namespace ph::localplatform
