// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/base/result.h"

#include <QJsonObject>
#include <vector>

namespace ph::operations {

/// One line of the local audit: who did what to which object, why, and how it ended.
struct AuditEntry {
    QString requestId; ///< the server counts each id once
    QString operationId;
    QString action; ///< "tasks.revoke"
    QString stage; ///< "intent" before step 1, "outcome" at the end
    QString subject; ///< the person's id
    QString email;
    QString object;
    QString tenant;
    QString reason;
    QString environment; ///< profile id
    QJsonObject details; ///< redacted
    WallTime at {};
};

/// Audit entries that are not yet on the server: a file of records, each holding the hash of the one before, so that an
/// entry cannot be changed or cut out unseen. Every environment has one, in its state folder; several processes append
/// in turn.
///
/// Blocks (fsync, lock): call it through offload(). Tail cut is found once the server's chain has a later entry.
class AuditOutbox final {
public:
    explicit AuditOutbox(QString path);

    /// Durable when it returns. Conflict (LOCKED) when another process kept the file busy for 5 s.
    /// Protocol, code "audit-chain": the file was changed, damaged or emptied; nothing is appended, so nothing can be
    /// done.
    [[nodiscard]] Result<void> append(const AuditEntry &entry) const;
    /// All entries, oldest first, with their hashes checked.
    [[nodiscard]] Result<std::vector<QJsonObject>> read() const;

    [[nodiscard]] const QString &path() const { return m_path; }

private:
    QString m_path;
};

/// SHA-256 (hex) of the canonical JSON of an entry and the hash before it.
[[nodiscard]] QString auditHash(const QJsonObject &entryWithoutHash);

} // namespace ph::operations
