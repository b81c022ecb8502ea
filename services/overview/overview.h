// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/linkboard.h"
#include "services/platform/verdicts.h"

namespace ph::overview {

using platform::AreaVerdict;
using platform::Severity;
using platform::VerdictLine;

/// Is everything all right, and if not, where? The verdict of the Overview's first card and of `pilothousectl status`.
struct Verdict {
    Severity severity = Severity::Fine; ///< of the worst line
    QString lead; ///< "2 things need you:", or "All is well."
    QString sentence; ///< "agents.high has not drained since 13:58, and Prometheus is silent."; may be empty
    QString detail; ///< what the first lines mean
    QString watch; ///< what will break, beside what is broken: "To watch: 3 tasks were taken, but no worker has them."
    QString lookFirst; ///< the one place to begin; empty when all is well
    QString notSeen; ///< "Not seen: task events (broker down)."; empty when everything is
    QString rest; ///< "The rest is fine: queues, workers."
    int needsYou = 0; ///< broken lines
    MonoTime judgedAt {}; ///< when the area that spoke longest ago did
    std::vector<VerdictLine> lines; ///< worst first, then longest standing, causes before effects

    /// Lead and sentence.
    [[nodiscard]] QString headline() const;
};

/// Links count as an area of their own (linkverdicts.h). An area that said nothing for 15 s is not seen.
[[nodiscard]] Verdict judge(const std::vector<platform::LinkInfo> &links, const std::vector<AreaVerdict> &areas,
    MonoTime now, WallTime wallNow);

/// "broken", "warning", "notice", "fine": for --json.
[[nodiscard]] QString severityName(Severity severity);

} // namespace ph::overview
