// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the Runner: what it holds of an operation that is under way.

#include "services/operations/runner.h"

namespace ph::operations {

/// One operation while this process holds its journal.
struct Runner::Active {
    std::shared_ptr<Operation> operation;
    Confirmation confirmation;
    Plan plan;
    OperationRun run;
    int resumes = 0; ///< this go included
    QString nothingLeft {}; ///< Plan::nothingLeft of this go
    std::shared_ptr<Journal> journal;
    std::shared_ptr<const Identity> identity;
    std::stop_source cancel;
};

/// For journals and the outbox: a disk that does not answer for so long is a reason to stop.
inline constexpr Deadline diskDeadline {15'000};

} // namespace ph::operations
