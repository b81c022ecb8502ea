// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/tasklife.h"

#include <algorithm>
#include <tuple>

namespace ph::queues {

namespace {

/// By time; what a try's own worker tells when it ends it comes before the next try, though another worker may have
/// received that before it told (the message is sent first).
std::vector<LifeMark> inOrder(std::vector<LifeMark> marks)
{
    std::ranges::sort(marks, {}, [](const LifeMark &mark) { return std::tuple(mark.at, mark.step); });
    std::vector<LifeMark> ordered;
    std::vector<LifeMark> next;
    const auto flush = [&] {
        std::ranges::copy(next, std::back_inserter(ordered));
        next.clear();
    };
    bool isRunning = false;
    for (const LifeMark &mark : marks) {
        if (isRunning && mark.step == LifeStep::Received) {
            next.push_back(mark);
            continue;
        }
        if (mark.step != LifeStep::Retried)
            flush();
        ordered.push_back(mark);
        isRunning = mark.step == LifeStep::Started;
        if (mark.step == LifeStep::Retried)
            flush();
    }
    flush();
    return ordered;
}

} // namespace

std::vector<LifeMark> lifeOf(const TaskRecord &record, std::span<const LifeMark> tries)
{
    std::vector<LifeMark> life;
    const auto mark = [](std::vector<LifeMark> &marks, LifeStep step, Micros at) {
        if (at != 0)
            marks.push_back({step, at});
    };
    mark(life, LifeStep::Sent, record.sent);
    std::vector<LifeMark> middle(tries.begin(), tries.end());
    if (middle.empty()) {
        mark(middle, LifeStep::Received, record.received);
        mark(middle, LifeStep::Started, record.started);
    }
    for (const LifeMark &each : inOrder(std::move(middle)))
        life.push_back(each);
    mark(life, LifeStep::Ended, record.ended);
    return life;
}

} // namespace ph::queues
