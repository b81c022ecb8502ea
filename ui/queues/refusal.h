// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/guard.h"
#include "services/wording/errors.h"

#include <QCoreApplication>

namespace ph::ui {

/// Why the Guard would refuse an act; empty when it would not, or when the review says how to get further: read-only
/// environments still show the plan.
[[nodiscard]] inline QString refusalText(const operations::Verdict &verdict)
{
    if (verdict.allowed || verdict.refusal.code == QLatin1String("read-only"))
        return {};
    return wording::errorSentence(
        verdict.refusal, QCoreApplication::translate("ph::ui::QueuesPage", "This cannot be done now"))
        .reason;
}

} // namespace ph::ui
