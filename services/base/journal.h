// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/lockfile.h"

#include <QJsonObject>
#include <vector>

namespace ph {

/// What a journal file holds.
struct JournalContent {
    std::vector<QJsonObject> records; ///< in the order of appending
    qint64 goodBytes = 0; ///< up to the end of the last whole record
    qint64 tornBytes = 0; ///< after that: a record whose writing a crash cut; its append() never returned
};

/// The record file of one operation: what was about to be done is on the disk before it is done, so that the next start
/// can name, resume or roll back what a crash cut. One file per operation, 0600; the holder alone appends, resumes,
/// rolls back.
///
/// Blocks (fsync): use it through offload(), or on a thread of its own; one object is used by one thread at a time.
/// Records hold no secrets.
///
/// File: a line "pilothouse-journal 1", then one line per record: "NUMBER LENGTH CRC {json}\n" with the number counted
/// from 1, the length of the JSON in bytes, and the CRC-32C (8 hex digits) of "NUMBER LENGTH {json}".
class Journal final {
public:
    static constexpr qint64 maxRecordBytes = 1024 * 1024;
    static constexpr qint64 maxFileBytes = 64 * 1024 * 1024;

    Journal(Journal &&) noexcept = default;
    Journal &operator=(Journal &&) noexcept = default;

    /// Opens or creates the file, takes its lock (`path`.lock) and reads it. A torn tail is cut off; tornBytes() says
    /// so. Conflict (LOCKED): another process holds it, which is named; read() works all the same. Protocol
    /// (JOURNAL_DAMAGED): not a journal, empty or without its title (which is there from the first moment), or a record
    /// before the end is damaged (`what` names it); nothing is changed then.
    [[nodiscard]] static Result<Journal> open(const QString &path);

    /// Reads without lock and without changing anything; records being appended meanwhile count as torn.
    [[nodiscard]] static Result<JournalContent> read(const QString &path);

    /// Returns the record's number once it is durable; only then may its effect happen. After an error nothing of the
    /// record is left in the file, or, if that could not be made sure, the journal refuses every further append.
    [[nodiscard]] Result<qint64> append(const QJsonObject &record);

    /// All records, those appended through this object included.
    [[nodiscard]] const std::vector<QJsonObject> &records() const { return m_content.records; }
    /// Bytes of a torn record that open() cut off; 0 in the usual case.
    [[nodiscard]] qint64 tornBytes() const { return m_content.tornBytes; }
    [[nodiscard]] QString path() const { return m_path; }

    /// Deletes the file and its lock: the operation is over and its evidence is elsewhere.
    [[nodiscard]] static Result<void> discard(Journal journal);

private:
    Journal() = default;
    [[nodiscard]] Result<void> start();
    [[nodiscard]] Result<void> write(QByteArrayView frame);
    void takeBack();

    QString m_path;
    LockFile m_lock; // released after the file is closed: members go in reverse order
    FileDescriptor m_fd;
    JournalContent m_content;
    bool m_isBroken = false;
};

} // namespace ph
