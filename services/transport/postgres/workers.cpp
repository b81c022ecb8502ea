// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/workers.h"

#include <QCoreApplication>

namespace ph::transport::postgres {

namespace {

constexpr int s_mostThreads = 16;
constexpr int s_goodBye = 1000; // ms

/// With the application, not with the statics after main(): a worker that is in Qt's TLS code then would find it taken
/// down. One that still waits for a server that never answers is not waited for. The pool itself is never deleted, its
/// threads end here.
void endWorkers() { (void)workers()->waitForDone(s_goodBye); }

QThreadPool *makePool()
{
    auto *pool = new QThreadPool;
    pool->setMaxThreadCount(s_mostThreads);
    pool->setObjectName(QStringLiteral("postgres"));
    qAddPostRoutine(endWorkers);
    return pool;
}

} // namespace

QThreadPool *workers()
{
    static QThreadPool *const s_pool = makePool();
    return s_pool;
}

} // namespace ph::transport::postgres
