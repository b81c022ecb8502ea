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
    const Milliseconds offset = certainOffset(clock);
    if (offset == Milliseconds {0})
        //: of a server's clock: it agrees with this computer's
        return QCoreApplication::translate("wording", "in step");
    return (offset > Milliseconds {0} ? QStringLiteral("+") : QStringLiteral("−")) + duration(std::chrono::abs(offset));
}

} // namespace ph::wording
