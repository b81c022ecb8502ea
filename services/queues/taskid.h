// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ph::queues {

/// A task id in 16 bytes: the UUID that Celery makes, or a number for any other text (TaskIds knows it).
struct TaskId {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    bool operator==(const TaskId &) const = default;
    [[nodiscard]] bool isNull() const { return high == 0 && low == 0; }
};

/// Turns id texts into TaskIds and back, always to the same text. Ids that are no canonical UUIDs (platforms may choose
/// their own) are kept with a reference count. Not thread-safe.
class TaskIds final {
public:
    /// For storing: each call with a non-UUID text must be matched by release().
    [[nodiscard]] TaskId acquire(std::string_view text);
    /// For looking up: null if such a text was never stored.
    [[nodiscard]] TaskId find(std::string_view text) const;
    void addReference(TaskId id);
    void release(TaskId id);
    [[nodiscard]] std::string text(TaskId id) const;
    [[nodiscard]] std::size_t memory() const;

    static constexpr std::size_t kMaxText = 256; ///< longer ids are cut

private:
    struct Named {
        std::string text;
        std::uint32_t references = 0;
    };
    std::unordered_map<std::uint64_t, Named> m_texts; ///< by low
    std::unordered_map<std::string, std::uint64_t> m_numbers;
    std::uint64_t m_next = 1;
};

} // namespace ph::queues
