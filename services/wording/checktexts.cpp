// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/checktexts.h"

#include "services/wording/numbers.h"

#include <QCoreApplication>

namespace ph::wording {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("wording", text); }

} // namespace

QString keysFound(FoundKeys keys, qint64 count, bool isAll)
{
    //: %1 is a number
    const QString many = isAll ? number(count) : tr("at least %1").arg(number(count));
    const bool isOne = isAll && count == 1;
    switch (keys) {
    case FoundKeys::CeleryExchanges:
        //: %1 is a number, or "at least" a number
        return (isOne ? tr("Celery is known there: %1 exchange") : tr("Celery is known there: %1 exchanges")).arg(many);
    case FoundKeys::TaskResults:
        //: %1 is a number, or "at least" a number
        return (isOne ? tr("%1 task result") : tr("%1 task results")).arg(many);
    case FoundKeys::RateLimits: break;
    }
    //: %1 is a number, or "at least" a number
    return (isOne ? tr("%1 rate limit counter") : tr("%1 rate limit counters")).arg(many);
}

QString noTraceOfCelery() { return tr("no trace of Celery in this database: no worker has ever connected to it"); }

} // namespace ph::wording
