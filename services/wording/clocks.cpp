// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/clocks.h"

#include "services/wording/times.h"

#include <QCoreApplication>

namespace ph::wording {

Milliseconds certainOffset(const ServerOffset &clock)
{
    return std::chrono::abs(clock.offset) <= clock.uncertainty ? Milliseconds {0} : clock.offset;
}

QString clockOffset(const ServerOffset &clock)
{
    using namespace std::chrono_literals;
    const Milliseconds offset = certainOffset(clock);
    if (std::chrono::abs(offset) < 1s) // ages are told in seconds
        //: of a server's clock: it agrees with this computer's
        return QCoreApplication::translate("wording", "in step");
    return (offset > 0ms ? QStringLiteral("+") : QStringLiteral("−")) + duration(std::chrono::abs(offset));
}

} // namespace ph::wording
