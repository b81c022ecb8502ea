// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace ph::queues {

/// A reference into a TextRing, or up to 7 bytes of text themselves ("()", "{}", "None" are most of what tasks carry).
struct TextRef {
    std::uint64_t bits = 0; ///< 0: no text
    [[nodiscard]] bool isNone() const { return bits == 0; }
};

/// Texts of tasks (arguments, results, tracebacks) in a bounded ring: the newest are kept, the oldest are overwritten,
/// and a reference to an overwritten text says so. Memory grows in chunks up to the capacity. Not thread-safe.
class TextRing final {
public:
    static constexpr std::size_t kChunk = 256 * 1024;
    static constexpr std::size_t kMaxText
        = 8 * 1024; ///< longer texts keep their end, where tracebacks say what happened

    explicit TextRing(std::size_t capacity);

    [[nodiscard]] TextRef add(std::string_view text);
    /// The text while it is held; nothing once it was overwritten. `inlineBuffer` holds short ones: keep it as long as
    /// the view.
    [[nodiscard]] std::optional<std::string_view> text(TextRef ref, char (&inlineBuffer)[8]) const;
    [[nodiscard]] bool equals(TextRef ref, std::string_view text) const;
    [[nodiscard]] std::size_t memory() const { return m_chunks.size() * kChunk; }
    /// Texts that were overwritten so far, in bytes.
    [[nodiscard]] std::uint64_t overwritten() const;

private:
    std::size_t m_chunkCount;
    std::vector<std::unique_ptr<char[]>> m_chunks;
    std::uint64_t m_head = 0; ///< bytes ever handed out; chunk = head / kChunk, wrapped
};

} // namespace ph::queues
