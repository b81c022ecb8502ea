// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/actionspec.h"

namespace ph::operations {

/// What the person gave after seeing the plan. Made by the review dialog, by a click on a class-1 action, or from
/// --yes.
struct Confirmation {
    ActionClass given = ActionClass::Reversible; ///< how much was confirmed
    QString typedName; ///< class 3: the object's name as typed
    QString reason; ///< kept in the audit log; class 3 and unlocks need one
    QString planFingerprint; ///< of the plan that was shown
};

} // namespace ph::operations
