// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/auditoutbox.h"

#include <functional>

namespace ph::operations {

/// An act that needs no server and no plan, done by this program itself: what changes an environment's guards. It
/// stands in the one list of acts (Runner::history()) like any other.
struct RecordedAct {
    QString title; ///< "Relax guards of Staging"
    QStringList changes; ///< what it does, one sentence each
    AuditEntry entry; ///< of the intent; its operationId is the act's id, `email` who did it
    QString who {}; ///< where it was done by nobody signed in there: how the list of acts names them
};

/// Journals and audits the intent (durable), has `effect` done, and journals how it ended. `folder`: the environment's
/// state folder. What fails before the effect means that nothing was done. Blocks.
[[nodiscard]] Result<void> recordAct(
    const QString &folder, const RecordedAct &act, const std::function<Result<void>()> &effect = {});

} // namespace ph::operations
