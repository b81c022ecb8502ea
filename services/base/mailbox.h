// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QThread>
#include <functional>
#include <memory>
#include <mutex>

namespace ph {

/// Posts work to the event loop of one thread. Outlives the thread: what is posted after the thread ended is dropped,
/// and dropping it destroys its captures (a DropGuard among them tells the asker).
class Mailbox final {
public:
    [[nodiscard]] static std::shared_ptr<Mailbox> ofThisThread();

    ~Mailbox();
    Mailbox(const Mailbox &) = delete;
    Mailbox &operator=(const Mailbox &) = delete;

    [[nodiscard]] bool isCurrent() const { return QThread::currentThreadId() == m_thread; }

    /// Callable from any thread; the function runs later on this mailbox's thread, in the order of posting.
    template <class F>
    void post(F &&function)
    {
        // std::function wants copyable functions; results are move-only.
        auto shared = std::make_shared<std::decay_t<F>>(std::forward<F>(function));
        postFunction([shared] { (*shared)(); });
    }

    /// Called by the thread's own storage when the thread ends.
    void close();

private:
    Mailbox();
    void postFunction(std::function<void()> function);

    Qt::HANDLE m_thread;
    std::mutex m_mutex;
    std::unique_ptr<QObject> m_receiver;
};

} // namespace ph
