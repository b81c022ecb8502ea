// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/workers.h"

namespace ph::transport::postgres {

namespace {

constexpr int s_mostThreads = 16;

}

QThreadPool *workers()
{
    static QThreadPool s_pool;
    static const bool s_set = [] {
        s_pool.setMaxThreadCount(s_mostThreads);
        s_pool.setObjectName(QStringLiteral("postgres"));
        return true;
    }();
    Q_UNUSED(s_set)
    return &s_pool;
}

} // namespace ph::transport::postgres
