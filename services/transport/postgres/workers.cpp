// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/workers.h"

namespace ph::transport::postgres {

namespace {

constexpr int s_mostThreads = 16;
constexpr int s_goodBye = 1000; // ms

/// At the end of the process: a worker that still waits for a server that never answers is not waited for.
struct Pool {
    Pool()
    {
        threads->setMaxThreadCount(s_mostThreads);
        threads->setObjectName(QStringLiteral("postgres"));
    }
    ~Pool()
    {
        if (threads->waitForDone(s_goodBye))
            delete threads;
    }
    Pool(const Pool &) = delete;
    Pool &operator=(const Pool &) = delete;
    QThreadPool *threads = new QThreadPool;
};

} // namespace

QThreadPool *workers()
{
    static Pool s_pool;
    return s_pool.threads;
}

} // namespace ph::transport::postgres
