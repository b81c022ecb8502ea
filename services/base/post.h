// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaObject>
#include <QObject>
#include <utility>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define PH_THREAD_SANITIZER 1
#include <sanitizer/tsan_interface.h>
#endif
#endif

namespace ph {

// Qt is not instrumented: ThreadSanitizer does not see the locks of its event queues and pools, and would call
// everything they carry a race. What hands work over tells it so here; elsewhere this is nothing.

/// What this thread wrote until now is seen by whoever takes `tag` over.
inline void handOver([[maybe_unused]] const void *tag)
{
#ifdef PH_THREAD_SANITIZER
    __tsan_release(const_cast<void *>(tag));
#endif
}

/// After Qt has brought what was handed over by `tag`.
inline void takeOver([[maybe_unused]] const void *tag)
{
#ifdef PH_THREAD_SANITIZER
    __tsan_acquire(const_cast<void *>(tag));
#endif
}

#ifdef PH_THREAD_SANITIZER

/// A function that takes over, when it is called or dropped, what was written by the thread that put it where it is.
template <class F>
class HandedOver {
public:
    explicit HandedOver(F function)
        : m_function(std::move(function))
    {
        handOver(this);
    }
    HandedOver(const HandedOver &other)
        : m_function(other.m_function)
    {
        handOver(this);
    }
    HandedOver(HandedOver &&other) noexcept
        : m_function(std::move(other.m_function))
    {
        handOver(this);
    }
    HandedOver &operator=(const HandedOver &) = delete;
    HandedOver &operator=(HandedOver &&) = delete;
    ~HandedOver() { takeOver(this); }
    void operator()()
    {
        takeOver(this);
        m_function();
    }

private:
    F m_function;
};

template <class F>
[[nodiscard]] HandedOver<F> handedOver(F function)
{
    return HandedOver<F>(std::move(function));
}

#else

template <class F>
[[nodiscard]] F handedOver(F function)
{
    return function;
}

#endif

/// Runs `function()` later in the event loop of `object`'s thread; dropped when `object` is destroyed before. From any
/// thread.
template <class F>
void post(QObject *object, F function)
{
    QMetaObject::invokeMethod(object, handedOver(std::move(function)), Qt::QueuedConnection);
}

} // namespace ph
