// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The asynchronous vocabulary of Pilothouse. Rules (services/README.md tells why):
// - parameters of coroutines by value, or references to objects that app/ owns; no captures in coroutine lambdas;
// - every wait takes a stop token and a deadline;
// - after a co_await, read state again through the owner;
// - never await an object of another thread: use onThread().

#include "services/base/post.h"
#include "services/base/taskscope.h"

#include <QMetaObject>

namespace ph {

/// Ends after `time`, or earlier with Cancelled.
[[nodiscard]] Task<void> sleepFor(Deadline time, std::stop_token stop);

/// Resolves `pending` with Cancelled when it is destroyed unanswered: work that was dropped with its thread is not
/// waited for.
template <class T>
class DropGuard final {
public:
    explicit DropGuard(std::shared_ptr<Pending<T>> pending)
        : m_pending(std::move(pending))
    {
    }
    DropGuard(DropGuard &&) noexcept = default;
    DropGuard &operator=(DropGuard &&) = delete;
    DropGuard(const DropGuard &) = delete;
    DropGuard &operator=(const DropGuard &) = delete;
    ~DropGuard()
    {
        if (m_pending)
            m_pending->resolve(fail(ErrorKind::Cancelled, QStringLiteral("the other thread ended")));
    }
    void answer(Result<T> result) { std::exchange(m_pending, nullptr)->resolve(std::move(result)); }

private:
    std::shared_ptr<Pending<T>> m_pending;
};

namespace detail {

template <class T, class F>
QCoro::Task<> answerFrom(F function, std::stop_token stop, DropGuard<T> guard)
{
    const LiveTask live;
    std::optional<Result<T>> result;
    try {
        result.emplace(co_await function(stop));
    } catch (const std::exception &e) {
        result.emplace(fail(ErrorKind::Internal, QString::fromUtf8(e.what())));
    }
    guard.answer(std::move(*result));
}

} // namespace detail

/// Runs `function(std::stop_token) -> Task<T>` on the thread of `object` and answers on the calling thread.
/// The caller's stop ends the wait at once and is carried to the other thread. `object` must outlive the call or be
/// destroyed on its own thread (then the answer is Cancelled).
template <class T, class F>
[[nodiscard]] Task<T> onThread(QObject *object, F function, std::stop_token stop, Deadline deadline, QString where = {})
{
    const LiveTask live;
    auto pending = Pending<T>::make();
    auto remote = std::make_shared<std::stop_source>();
    auto guard = std::make_shared<DropGuard<T>>(pending);
    post(object, [function = std::move(function), remote, guard = std::move(guard)]() mutable {
        detail::answerFrom<T, F>(std::move(function), remote->get_token(), std::move(*guard));
    });
    auto result = co_await pending->wait(stop, deadline, where);
    if (!result && (result.error().kind == ErrorKind::Cancelled || result.error().kind == ErrorKind::Timeout))
        remote->request_stop(); // Pending carries it to the other thread's coroutines
    co_return result;
}

/// Runs the blocking `function(args…) -> Result<R>` in `pool` and answers on the calling thread. Exceptions become
/// ErrorKind::Internal inside the worker; libraries with telling exceptions catch their own before that. When the
/// caller stops waiting the worker goes on to its end and its result is dropped: arguments are owned by the call, never
/// borrowed.
template <class R, class F, class... Args>
[[nodiscard]] Task<R> offload(QThreadPool *pool, std::stop_token stop, Deadline deadline, F function, Args... args)
{
    const LiveTask live;
    auto pending = Pending<R>::make();
    auto work = [pending, function = std::move(function), ... args = std::move(args)]() mutable {
        try {
            pending->resolve(function(std::move(args)...));
        } catch (const std::exception &e) {
            pending->resolve(fail(ErrorKind::Internal, QString::fromUtf8(e.what())));
        } catch (...) {
            pending->resolve(fail(ErrorKind::Internal, QStringLiteral("unknown exception")));
        }
    };
    // QThreadPool wants copyable functions; permits and secrets are move-only.
    auto shared = std::make_shared<decltype(work)>(std::move(work));
    pool->start(handedOver([shared] { (*shared)(); }));
    co_return co_await pending->wait(stop, deadline);
}

} // namespace ph
