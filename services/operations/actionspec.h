// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace ph::operations {

/// How much an action can hurt, before the environment raises it.
enum class ActionClass {
    Reversible = 1, ///< small, can be undone: one click, undo offered
    Disruptive = 2, ///< review dialog, explicit verb
    Destructive = 3, ///< destroys or affects many: typed name, reason, second factor
};

/// What an action is, apart from its texts (those live in ui/<area>; a test fails on a missing half).
struct ActionSpec {
    QString id; ///< "tasks.revoke"
    QString verb; ///< the companion's words: "tasks revoke"
    QString right; ///< the platform right: "platform.queues"
    QString tenantRight; ///< the right that suffices when every object is of that tenant: "jobs.manage"; may be empty
    ActionClass actionClass = ActionClass::Disruptive;
};

} // namespace ph::operations
