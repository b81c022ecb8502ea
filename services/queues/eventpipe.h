// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"

#include <QByteArrayView>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

namespace ph::queues {

/// Messages as they came, one behind the other; each can be read `EventPipe::kPadding` bytes beyond its end.
class Burst final {
public:
    explicit Burst(std::size_t capacity);

    [[nodiscard]] bool fits(std::size_t size) const { return m_used + size <= m_capacity; }
    [[nodiscard]] bool isEmpty() const { return m_ends.empty(); }
    [[nodiscard]] std::size_t bytes() const { return m_used; }
    [[nodiscard]] std::size_t capacity() const { return m_capacity; }
    void add(QByteArrayView message);
    void clear();
    /// Calls `take(const char *bytes, std::size_t size)` for each message, in order.
    template <class F>
    void forEach(F take) const
    {
        std::size_t begin = 0;
        for (const std::size_t end : m_ends) {
            take(m_bytes.get() + begin, end - begin);
            begin = end;
        }
    }

    WallTime wall {}; ///< when its first message came
    MonoTime now {};

private:
    std::unique_ptr<char[]> m_bytes;
    std::size_t m_capacity;
    std::size_t m_used = 0;
    std::vector<std::size_t> m_ends;
};

/// Between the thread that empties the socket and the one that decodes: a bounded queue. Redis cuts off who reads too
/// slowly (32 MB, or 8 MB for a minute), so reading must not wait for decoding; what is not decoded yet waits here.
///
/// The receiver calls add(), flush(), post(); the decoder take(). When `most` bytes wait, the receiver waits too:
/// memory is bounded, the server's own buffer is the next reserve, and what it then throws away is seen as a gap.
class EventPipe final {
public:
    static constexpr std::size_t kPadding = 64;
    static constexpr std::size_t kBurst = 256 * 1024;
    static constexpr std::size_t kMost = 64 * 1024 * 1024; ///< as much as one reply may be large

    using Call = std::function<void()>;
    using Item = std::variant<std::unique_ptr<Burst>, Call>;

    explicit EventPipe(std::size_t most = kMost)
        : m_most(most)
    {
    }

    /// A message; handed on when the burst is full or flushed.
    void add(QByteArrayView message, const Clock &clock);
    void flush();
    /// Runs on the decoder's thread, after all messages before it.
    void post(Call call);
    /// Waits for the next item; nothing once the pipe is closed.
    [[nodiscard]] std::optional<Item> take();
    /// Gives an empty burst back for reuse.
    void recycle(std::unique_ptr<Burst> burst);
    /// Ends all waiting; what waits is dropped. Any thread.
    void close();
    /// Bytes that wait to be decoded. Any thread.
    [[nodiscard]] std::size_t waiting() const;

private:
    void push(Item item, std::size_t bytes);

    const std::size_t m_most;
    std::unique_ptr<Burst> m_open; ///< of the receiver
    mutable std::mutex m_mutex;
    std::condition_variable m_hasItem;
    std::condition_variable m_hasRoom;
    std::deque<std::pair<Item, std::size_t>> m_items;
    std::unique_ptr<Burst> m_spare;
    std::size_t m_waiting = 0;
    bool m_isClosed = false;
};

} // namespace ph::queues
