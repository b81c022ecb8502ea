// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/heartbeat.h"

#include "services/transport/postgres/workers.h"

using namespace std::chrono_literals;

namespace ph::transport::postgres {

namespace {

/// Where the worker leaves its answer, however late.
struct Slot {
    Result<HeartbeatAnswer> answer {};
    std::atomic<bool> filled {false};
};

Error silentFor(Milliseconds time, const QString &where)
{
    return {ErrorKind::Timeout, QStringLiteral("no answer for %1 s").arg(double(time.count()) / 1000.0, 0, 'f', 1),
        where, QStringLiteral("the server may be stopped or overloaded"), QStringLiteral("silent"), {}, {}};
}

} // namespace

Task<HeartbeatAnswer> heartbeat(
    std::shared_ptr<Session> session, std::function<void(Error)> onSilent, QString where, std::stop_token stop)
{
    const auto slot = std::make_shared<Slot>();
    const auto begun = std::chrono::steady_clock::now();
    auto answered = co_await offload<void>(
        workers(), stop, Heartbeat::patience,
        [](std::shared_ptr<Session> on, std::shared_ptr<Slot> into) -> Result<void> {
            into->answer = on->beat();
            into->filled = true;
            return {};
        },
        session, slot);
    if (!answered && isCancelled(answered.error()))
        co_return fail(answered.error());
    bool told = false;
    while (!slot->filled) {
        const auto silence = std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - begun);
        if (silence > Heartbeat::silenceLimit)
            co_return fail(silentFor(silence, where));
        if (!std::exchange(told, true))
            onSilent(silentFor(silence, where));
        auto slept = co_await sleepFor(200ms, stop);
        if (!slept)
            co_return fail(slept.error());
    }
    co_return slot->answer;
}

} // namespace ph::transport::postgres
