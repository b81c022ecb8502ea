// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace ph::queues {

/// Gives each distinct text a small number: task names, hosts and queues repeat in every row. Bounded: what comes after
/// `most` distinct texts all becomes overflowText(). Not thread-safe; the views it gives stay valid as long as it
/// lives.
class Interner final {
public:
    static constexpr std::uint16_t kNone = 0; ///< no text
    static constexpr std::size_t kMaxText = 512; ///< longer texts are cut; names of a platform are far shorter

    explicit Interner(std::size_t most = 60'000);

    [[nodiscard]] std::uint16_t number(std::string_view text);
    /// The number if the text was met before, else kNone.
    [[nodiscard]] std::uint16_t find(std::string_view text) const;
    [[nodiscard]] std::string_view text(std::uint16_t number) const { return m_texts[number]; }
    [[nodiscard]] std::size_t size() const { return m_texts.size(); }
    [[nodiscard]] std::size_t memory() const;
    [[nodiscard]] static std::string_view overflowText() { return "(too many names)"; }

private:
    [[nodiscard]] std::size_t slotOf(std::string_view text) const;
    void grow();

    std::size_t m_most;
    std::deque<std::string> m_texts; ///< by number; 0 is the empty text
    std::vector<std::uint16_t> m_slots; ///< open addressing, kNone: free
    std::uint16_t m_last = kNone; ///< events come in runs of one host
};

} // namespace ph::queues
