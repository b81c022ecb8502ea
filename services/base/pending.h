// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/mailbox.h"
#include "services/base/result.h"

#include <QCoroTask>
#include <QTimer>
#include <coroutine>
#include <memory>
#include <optional>
#include <stop_token>

namespace ph {

/// The return type of every coroutine. Tasks are eager: they run until their first real wait when they are called.
/// A task is returned, awaited, or given to a TaskScope; never dropped.
/// T must not be a pointer or smart pointer: libstdc++ 12 then fails to compile QCoro's awaiter (its operator== of
/// std::expected is found for coroutine handles). Give a small struct that holds it.
template <class T>
using Task = QCoro::Task<Result<T>>;

/// How long to wait at most. There is no "for ever".
using Deadline = std::chrono::milliseconds;

/// One awaited answer. The side that will answer keeps a shared_ptr and calls resolve(), once (later calls are
/// ignored); the side that asks does `co_await pending->wait(stop, 5s, where)`.
///
/// The wait ends at the first of: resolve(), the deadline (ErrorKind::Timeout), the stop token (ErrorKind::Cancelled).
/// - resolve() on the waiting thread resumes through the event loop, never inside resolve(): a socket handler that
/// answers
///   twenty commands is not re-entered by their callers.
/// - a stop requested on the waiting thread resumes at once, so that an owner that is being destroyed sees its
/// coroutines
///   unwind before its members go.
/// - resolve() and stop from other threads are carried to the waiting thread.
template <class T>
class Pending final : public std::enable_shared_from_this<Pending<T>> {
public:
    [[nodiscard]] static std::shared_ptr<Pending> make() { return std::shared_ptr<Pending>(new Pending); }

    /// True once an answer, a time-out or a cancel came: answering is then pointless.
    [[nodiscard]] bool isSettled() const { return m_result.has_value(); }

    /// Answers. Callable from any thread; the value is moved to the waiting thread.
    void resolve(Result<T> result)
    {
        if (!m_home->isCurrent()) {
            m_home->post(
                [self = this->shared_from_this(), r = std::move(result)]() mutable { self->settle(std::move(r)); });
            return;
        }
        settle(std::move(result));
    }

    class Awaiter {
    public:
        Awaiter(std::shared_ptr<Pending> pending, std::stop_token stop, Deadline deadline, QString where)
            : m_pending(std::move(pending))
            , m_stop(std::move(stop))
            , m_deadline(deadline)
            , m_where(std::move(where))
        {
        }
        [[nodiscard]] bool await_ready() const { return m_pending->m_result.has_value() || m_stop.stop_requested(); }
        void await_suspend(std::coroutine_handle<> handle) { m_pending->suspend(handle, m_stop, m_deadline, m_where); }
        [[nodiscard]] Result<T> await_resume()
        {
            if (!m_pending->m_result.has_value())
                m_pending->m_result.emplace(fail(ErrorKind::Cancelled, QStringLiteral("cancelled"), m_where));
            return std::move(*m_pending->m_result);
        }

    private:
        std::shared_ptr<Pending> m_pending;
        std::stop_token m_stop;
        Deadline m_deadline;
        QString m_where;
    };

    /// What wait() returns; copyable with a constructor, as QCoro's await_transform needs it.
    class Wait {
    public:
        Wait(std::shared_ptr<Pending> pending, std::stop_token stop, Deadline deadline, QString where)
            : m_pending(std::move(pending))
            , m_stop(std::move(stop))
            , m_deadline(deadline)
            , m_where(std::move(where))
        {
        }
        Awaiter operator co_await() const { return Awaiter(m_pending, m_stop, m_deadline, m_where); }

    private:
        std::shared_ptr<Pending> m_pending;
        std::stop_token m_stop;
        Deadline m_deadline;
        QString m_where;
    };

    [[nodiscard]] Wait wait(std::stop_token stop, Deadline deadline, QString where = {})
    {
        return Wait(this->shared_from_this(), std::move(stop), deadline, std::move(where));
    }

private:
    struct Cancel {
        std::weak_ptr<Pending> pending;
        void operator()() const
        {
            if (auto self = pending.lock())
                self->cancel();
        }
    };

    Pending() = default;

    void suspend(std::coroutine_handle<> handle, const std::stop_token &stop, Deadline deadline, const QString &where)
    {
        m_waiting = handle;
        m_where = where;
        m_timer = std::make_unique<QTimer>();
        m_timer->setSingleShot(true);
        m_timer->setTimerType(Qt::CoarseTimer);
        QObject::connect(m_timer.get(), &QTimer::timeout, m_timer.get(), [self = this->weak_from_this(), deadline] {
            auto pending = self.lock();
            if (!pending)
                return;
            pending->m_timer.release()->deleteLater(); // it is running
            pending->settleAndResume(fail(
                ErrorKind::Timeout, QStringLiteral("no answer within %1 ms").arg(deadline.count()), pending->m_where));
        });
        m_timer->start(deadline);
        // Last: a stop that is already requested runs the callback inside this constructor.
        m_stopCallback.emplace(stop, Cancel {this->weak_from_this()});
    }

    void settle(Result<T> result)
    {
        if (m_result.has_value())
            return;
        m_result.emplace(std::move(result));
        if (m_waiting)
            m_home->post([self = this->shared_from_this()] { self->resume(); });
    }

    void settleAndResume(Result<T> result)
    {
        auto keep = this->shared_from_this();
        if (!m_result.has_value())
            m_result.emplace(std::move(result));
        resume();
    }

    void cancel()
    {
        if (m_home->isCurrent())
            settleAndResume(fail(ErrorKind::Cancelled, QStringLiteral("cancelled"), m_where));
        else
            m_home->post([self = this->shared_from_this()] {
                self->settleAndResume(fail(ErrorKind::Cancelled, QStringLiteral("cancelled"), self->m_where));
            });
    }

    void resume()
    {
        if (!m_waiting)
            return;
        auto keep = this->shared_from_this();
        m_timer.reset(); // at once: a thread that is ending deletes nothing later
        auto handle = std::exchange(m_waiting, {});
        m_stopCallback.reset();
        handle.resume();
    }

    std::shared_ptr<Mailbox> m_home = Mailbox::ofThisThread();
    std::optional<Result<T>> m_result;
    std::coroutine_handle<> m_waiting;
    std::unique_ptr<QTimer> m_timer;
    std::optional<std::stop_callback<Cancel>> m_stopCallback;
    QString m_where;
};

} // namespace ph
