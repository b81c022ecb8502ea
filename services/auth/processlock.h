// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"

#include <memory>

namespace ph::auth {

/// Held by whoever rotates a profile's refresh token: window, companion, or two parts of one process. Released when the
/// last copy goes, and by the system when the process dies.
class ProcessLock final {
public:
    ProcessLock() = default; ///< holds nothing
    /// flock() on `file` (made 0600, its folder 0700). Unavailable "lock-busy" when another one held it for `patience`,
    /// "lock-file" when the file cannot be made.
    [[nodiscard]] static Task<ProcessLock> acquire(QString file, Deadline patience, std::stop_token stop);

    [[nodiscard]] bool isHeld() const { return m_file != nullptr; }
    void release() { m_file.reset(); }

private:
    struct File;
    std::shared_ptr<File> m_file;
};

} // namespace ph::auth
