// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/base/result.h"
#include "services/operations/actionspec.h"
#include "services/operations/tenants.h"

#include <QJsonObject>
#include <vector>

namespace ph::operations {

/// One numbered step, exactly as it will be done.
struct PlanStep {
    QString id; ///< stable within the plan; journaled
    QString title; ///< from services/wording: "Tell all workers to skip the task"
    QString command; ///< the exact command, SQL or request, redacted: "PUBLISH /0.celery.pidbox {…}"
    QString undo; ///< how it is taken back; empty when it cannot be
    bool changesNothing = false;
    bool isPointOfNoReturn = false; ///< from here on there is no way back
};

/// Something that will be touched or lost, in numbers.
struct PlanTouch {
    QString what; ///< "tasks", "tasks running on worker-1"
    qint64 count = 0;
    QStringList sample; ///< a few ids
    bool isLost = false;
};

enum class PreconditionState { Met, ToAccept, Failed };

struct PlanPrecondition {
    QString text;
    QString evidence;
    PreconditionState state = PreconditionState::Met;
};

/// What an operation would do: made by reading only, shown before anything is confirmed, and made again before it runs.
struct Plan {
    QString title; ///< verb + object: "Revoke agents.run_session 91b3…17c8"
    QString confirmVerb; ///< the button: "Revoke 1 task"
    QString objectName; ///< what it is about; also what is typed for class 3, if that is a name one can type
    QString nameToType {}; ///< for class 3 where the object has no such name (an id, many of them); empty: objectName
    /// Whose the objects are, as far as it is proven: what the Guard decides by.
    Tenants tenants;
    /// The same for people: as far as anything tells it.
    Tenants shownTenants;
    QString estimate; ///< with its basis; may be empty
    QString gentlerWay; ///< a safer action, if there is one
    std::vector<PlanStep> steps;
    std::vector<PlanTouch> touches;
    std::vector<PlanPrecondition> preconditions;
    /// Everything it is about came to its end without it: which end, in a sentence. Such a plan cannot run; one that a
    /// crash cut is ended by going on, and nothing is sent. Empty: there is something to do.
    QString nothingLeft {};
    WallTime madeAt {};
    /// Of everything the decision rests on: differs when the world changed between the plan shown and the run.
    QString fingerprint;

    [[nodiscard]] const QString &typedName() const { return nameToType.isEmpty() ? objectName : nameToType; }
    [[nodiscard]] bool canRun() const;
    /// Why it cannot run: Conflict, code "precondition".
    [[nodiscard]] Error unmet() const;
    [[nodiscard]] QJsonObject toJson() const;
};

/// SHA-256 over parts, in hex: for Plan::fingerprint.
[[nodiscard]] QString fingerprintOf(const QStringList &parts);

} // namespace ph::operations
