// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/queues/exportsnapshot.h"

#include "app/pilothousectl/queues/formats.h"

#include <QJsonArray>

namespace ph::ctl::queues {

using namespace std::chrono_literals;
using ph::queues::QueueService;
using ph::queues::QueueServiceState;

namespace {

struct Known {
    QueueServiceState state;
    QStringList unreadable;
};

/// On the service's thread.
Task<Known> knownBy(QueueService *service)
{
    Known known {service->state(), {}};
    if (service->queues())
        known.unreadable = unreadableTexts(service->queues()->value);
    co_return known;
}

} // namespace

Task<void> ExportSnapshot::look(Context *ctx, const QueueSession *opened)
{
    auto reading = co_await firstReading(opened, ctx->stop());
    const MonoTime now = ctx->clock().monotonic();
    if (!reading && isCancelled(reading.error()))
        co_return fail(reading.error());
    if (reading && std::exchange(m_steps, reading->steps) != reading->steps)
        m_movedAt = now;
    if (reading && reading->isWhole) {
        m_isOver = true;
    } else if (now - m_movedAt > m_patience || (reading && reading->isRefused())) {
        m_isOver = true;
        m_failed = reading ? reading->standstill(m_patience) : reading.error();
    }
    m_overAt = now;
    co_return Result<void> {};
}

Task<ExportSnapshot::Parts> ExportSnapshot::parts(Context *ctx, const QueueSession *opened) const
{
    Parts parts;
    if (!m_isAwaited)
        co_return parts;
    auto *service = opened->queues;
    auto known
        = co_await onThread<Known>(service, [service](std::stop_token) { return knownBy(service); }, ctx->stop(), 5s);
    if (m_failed)
        parts.missing << QStringLiteral("the first reading did not come to its end: ") + brief(*m_failed);
    else if (!m_isOver || !known)
        parts.missing << QStringLiteral("the first reading was cut off");
    parts.areResultsPart = !parts.missing.isEmpty();
    if (!known)
        co_return parts;
    const QueueServiceState &state = known->state;
    parts.areResultsPart |= state.resultsError || state.resultsPart;
    parts.waitingLeft = state.waitingLeft;
    if (state.resultsError)
        parts.missing << QStringLiteral("stored results were not all read: ") + brief(*state.resultsError);
    if (state.resultsPart)
        parts.missing << QStringLiteral("%1 stored results were read and more lie in Redis").arg(*state.resultsPart);
    if (state.waitingError)
        parts.missing << QStringLiteral("waiting messages were not all read: ") + brief(*state.waitingError);
    if (state.waitingLeft > 0)
        parts.missing << QStringLiteral("%1 waiting messages were not read: only the %2 of each list that run next")
                             .arg(state.waitingLeft)
                             .arg(QueueService::waitingOfEach);
    if (state.inspectError && !ctx->isSet("no-probes"))
        parts.missing << QStringLiteral("workers were not asked: ") + brief(*state.inspectError);
    parts.missing << known->unreadable;
    co_return parts;
}

void ExportSnapshot::Parts::addTo(QJsonObject &summary, bool isAwaited) const
{
    summary.insert(QStringLiteral("snapshot"),
        !isAwaited              ? QStringLiteral("none")
            : missing.isEmpty() ? QStringLiteral("whole")
                                : QStringLiteral("part"));
    summary.insert(QStringLiteral("snapshot_missing"), QJsonArray::fromStringList(missing));
    summary.insert(QStringLiteral("waiting_left_out"), waitingLeft);
    summary.insert(QStringLiteral("results_left_out"), areResultsPart);
}

} // namespace ph::ctl::queues
