// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/files.h"

#include <chrono>
#include <optional>

namespace ph {

/// Exclusive hold on a file, between processes and between parts of one process (flock). The kernel lets
/// go when the holder ends, however it ends, so a lock is never stale. The file (0600) names its holder and stays after
/// release.
///
/// Advisory: it binds those who ask. Any thread may take and release one; one object is used by one thread at a time.
class LockFile final {
public:
    LockFile() = default;
    ~LockFile() { release(); }
    LockFile(LockFile &&) noexcept = default;
    LockFile &operator=(LockFile &&other) noexcept;
    LockFile(const LockFile &) = delete;
    LockFile &operator=(const LockFile &) = delete;

    /// Conflict (code LOCKED): somebody holds it; `what` names the process.
    [[nodiscard]] static Result<LockFile> take(const QString &path);
    /// The same, trying again for `patience`. Blocks: for worker threads and the companion.
    [[nodiscard]] static Result<LockFile> takeWithin(const QString &path, std::chrono::milliseconds patience);

    /// The process that wrote itself into the file last and still lives; empty when nobody holds it. For display: by
    /// the time it is read it may have changed.
    [[nodiscard]] static std::optional<qint64> holder(const QString &path);

    [[nodiscard]] bool isHeld() const { return m_fd.isOpen(); }
    [[nodiscard]] QString path() const { return m_path; }
    void release();
    /// Removes the file while it is held, then releases: for locks of things that are gone.
    void releaseAndRemove();

private:
    FileDescriptor m_fd;
    QString m_path;
};

} // namespace ph
