// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private files: what Pilothouse keeps is readable by its user alone, whatever the umask (directories 0700, files
// 0600), and is either the old content or the new one after a crash, never half of each. Everything here blocks (fsync
// may take long): call it through offload(), or before the event loop starts.

#include "services/base/result.h"
#include "services/base/secret.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace ph {

/// The folders of Pilothouse by the XDG base directory rules; nothing is created here.
/// For each: $PILOTHOUSE_CONFIG_DIR (…_STATE_DIR, _CACHE_DIR, _DATA_DIR, _RUNTIME_DIR), else $PILOTHOUSE_HOME/config
/// (…), else $XDG_CONFIG_HOME/pilothouse (…), else the rule's default below $HOME.
struct Folders {
    QString config; ///< settings, profiles
    QString state; ///< journals, audit outbox, logs
    QString cache; ///< may be deleted at any time
    QString data; ///< local platform, recordings
    QString runtime; ///< sockets and locks; short, gone after a restart; below /tmp/pilothouse-UID where there is no
                     ///< $XDG_RUNTIME_DIR

    [[nodiscard]] static Folders standard();
};

inline constexpr qint64 defaultReadLimit = 16 * 1024 * 1024;

/// Creates `path` and its missing parents with 0700. A directory that is there must be ours: its mode is narrowed to
/// 0700. Unavailable: it belongs to another user, or is not a directory (the last component may not be a symbolic
/// link).
[[nodiscard]] Result<void> makePrivateDirectory(const QString &path);

/// Replaces (or creates) the file with 0600: temporary file in the same folder, fsync, rename, fsync of the folder.
/// A symbolic link at `path` is replaced, not followed.
[[nodiscard]] Result<void> replaceFile(const QString &path, QByteArrayView content);

/// The whole of a regular file. NotFound; TooLarge above `limit` bytes; Unavailable: not readable, not a regular file.
[[nodiscard]] Result<QByteArray> readFile(const QString &path, qint64 limit = defaultReadLimit);

/// Refused: somebody else can read the file (any group or other bit), or it belongs to another user (root's are
/// accepted).
[[nodiscard]] Result<void> requirePrivateFile(const QString &path);

/// The content of a private file (requirePrivateFile) of at most 64 KiB without one trailing line end.
[[nodiscard]] Result<Secret> readSecretFile(const QString &path);

/// Creates an empty file with 0600, or narrows the one that is there to 0600.
[[nodiscard]] Result<void> ensurePrivateFile(const QString &path);

/// Removes a file and makes the removal durable. A file that is not there is no error.
[[nodiscard]] Result<void> removeFile(const QString &path);

/// Makes entries of a folder (created, renamed, removed) durable.
[[nodiscard]] Result<void> syncDirectory(const QString &path);

/// A file descriptor that closes itself and is not inherited by children.
class FileDescriptor final {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int fd)
        : m_fd(fd)
    {
    }
    ~FileDescriptor() { close(); }
    FileDescriptor(FileDescriptor &&other) noexcept
        : m_fd(std::exchange(other.m_fd, -1))
    {
    }
    FileDescriptor &operator=(FileDescriptor &&other) noexcept
    {
        if (this != &other) {
            close();
            m_fd = std::exchange(other.m_fd, -1);
        }
        return *this;
    }
    FileDescriptor(const FileDescriptor &) = delete;
    FileDescriptor &operator=(const FileDescriptor &) = delete;

    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }
    [[nodiscard]] int get() const { return m_fd; }
    void close();

private:
    int m_fd = -1;
};

/// open(2) with O_CLOEXEC, retried on EINTR; files are created with 0600.
[[nodiscard]] Result<FileDescriptor> openFile(const QString &path, int flags);

/// Writes everything, retrying on short writes.
[[nodiscard]] Result<void> writeAll(int fd, QByteArrayView bytes, const QString &where);

/// Error of errno: NotFound for ENOENT, else Unavailable; the code is errno's name ("EACCES").
[[nodiscard]] Error systemError(int errorNumber, const QString &act, const QString &where);

} // namespace ph
