// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One executable holds many Qt Test classes: each file ends in PH_TEST(ClassName). `unit_base -c ClassName function`
// runs one.

#include <QObject>
#include <QTimer>
#include <QtTest>
#include <functional>
#include <memory>

namespace ph::test {

void registerTest(const char *name, std::function<std::unique_ptr<QObject>()> make);
/// Runs what is registered; the number of failures. For a main of one's own (link ph_testregistry).
int runAll(int argc, char **argv);

/// Spins the event loop until the task is done (tests only) and returns its result.
template <class TaskType>
auto await(TaskType task, int timeoutMs = 10'000)
{
    using R = typename TaskType::value_type;
    std::optional<R> result;
    auto runner = [](TaskType t, std::optional<R> &out) -> decltype(auto) {
        return std::move(t).then([&out](R r) { out.emplace(std::move(r)); });
    };
    auto running = runner(std::move(task), result);
    QElapsedTimer timer;
    timer.start();
    // The overload with a time limit ignores WaitForMoreEvents and would spin; this one sleeps, and the ticks bound it.
    QTimer ticks;
    ticks.start(20);
    while (!result && timer.elapsed() < timeoutMs)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents);
    if (!result)
        qFatal("a task did not end within %d ms", timeoutMs);
    return std::move(*result);
}

} // namespace ph::test

#define PH_TEST(Class)                                                                                                 \
    static const bool s_registered_##Class                                                                             \
        = (ph::test::registerTest(#Class, [] { return std::unique_ptr<QObject>(new Class); }), true);
