// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/pending.h"

#include <QPointer>
#include <QThreadPool>
#include <functional>

namespace ph {

/// The owner of running coroutines. An object that starts work keeps a TaskScope as its LAST member and calls close()
/// first thing in its destructor: every wait below ends with Cancelled and the coroutines unwind before close()
/// returns, so none of them touches freed members.
///
/// Lives on one thread. Callbacks come on that thread and never after close().
class TaskScope final {
public:
    TaskScope();
    ~TaskScope();
    TaskScope(const TaskScope &) = delete;
    TaskScope &operator=(const TaskScope &) = delete;

    /// Hand this to every wait made on behalf of the owner.
    [[nodiscard]] std::stop_token token() const { return m_state->stop.get_token(); }
    [[nodiscard]] bool isOpen() const { return m_state->open; }
    [[nodiscard]] int running() const { return m_state->running; }

    /// Ends everything. Idempotent.
    void close();

    /// Lets `task` run to its end and calls `done(Result<T>)` then. Exceptions become ErrorKind::Internal.
    template <class T, class F>
    void spawn(Task<T> task, F done)
    {
        deliver<T, F>(std::move(task), m_state, std::move(done));
    }

    /// The same for work whose result nobody waits for: errors other than Cancelled are logged under `name`.
    void run(Task<void> task, QString name);

private:
    struct State {
        std::stop_source stop;
        bool open = true;
        int running = 0;
    };

    template <class T, class F>
    static QCoro::Task<> deliver(Task<T> task, std::shared_ptr<State> state, F done)
    {
        ++state->running;
        std::optional<Result<T>> result;
        try {
            result.emplace(co_await std::move(task));
        } catch (const std::exception &e) {
            result.emplace(fail(ErrorKind::Internal, QString::fromUtf8(e.what())));
        } catch (...) {
            result.emplace(fail(ErrorKind::Internal, QStringLiteral("unknown exception")));
        }
        --state->running;
        if (state->open)
            done(std::move(*result));
    }

    std::shared_ptr<State> m_state = std::make_shared<State>();
};

/// Number of coroutine frames of ours that are alive in this process, counted in LiveTask; 0 after an orderly shutdown.
[[nodiscard]] int liveTasks();

/// Declared first in each long-running coroutine (loops, calls to other threads) so that a shutdown test can see it.
class LiveTask final {
public:
    LiveTask();
    ~LiveTask();
    LiveTask(const LiveTask &) = delete;
    LiveTask &operator=(const LiveTask &) = delete;
};

} // namespace ph
