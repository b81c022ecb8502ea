// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/taskid.h"

#include <optional>

namespace ph::queues {

namespace {

constexpr std::uint64_t kNamed = ~std::uint64_t(0); ///< high half of ids that are no UUIDs
constexpr std::size_t kUuidLength = 36;

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1; // upper case is another text: it must come back as it was
}

constexpr bool isDashAt(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

std::optional<TaskId> parseUuid(std::string_view text)
{
    if (text.size() != kUuidLength)
        return std::nullopt;
    std::uint64_t halves[2] = {0, 0};
    int digits = 0;
    int bad = 0;
    for (std::size_t at = 0; at < kUuidLength; ++at) {
        if (isDashAt(at)) {
            bad |= text[at] != '-';
            continue;
        }
        const int value = hexValue(text[at]);
        bad |= value < 0;
        auto &half = halves[digits++ >= 16];
        half = half << 4 | std::uint64_t(value & 0xF);
    }
    const TaskId id {halves[0], halves[1]};
    if (bad || id.isNull() || id.high == kNamed)
        return std::nullopt;
    return id;
}

} // namespace

TaskId TaskIds::find(std::string_view text) const
{
    if (const auto uuid = parseUuid(text))
        return *uuid;
    const auto it = m_numbers.find(std::string(text.substr(0, kMaxText)));
    return it == m_numbers.end() ? TaskId {} : TaskId {kNamed, it->second};
}

TaskId TaskIds::acquire(std::string_view text)
{
    if (const auto uuid = parseUuid(text))
        return *uuid;
    if (text.empty())
        return {};
    const auto [it, isNew] = m_numbers.try_emplace(std::string(text.substr(0, kMaxText)), m_next);
    if (isNew)
        m_texts.emplace(m_next++, Named {it->first, 0});
    ++m_texts[it->second].references;
    return {kNamed, it->second};
}

void TaskIds::addReference(TaskId id)
{
    if (id.high == kNamed)
        ++m_texts[id.low].references;
}

void TaskIds::release(TaskId id)
{
    if (id.high != kNamed)
        return;
    const auto it = m_texts.find(id.low);
    if (it == m_texts.end() || --it->second.references > 0)
        return;
    m_numbers.erase(it->second.text);
    m_texts.erase(it);
}

std::string TaskIds::text(TaskId id) const
{
    if (id.isNull())
        return {};
    if (id.high == kNamed) {
        const auto it = m_texts.find(id.low);
        return it == m_texts.end() ? std::string() : it->second.text;
    }
    static constexpr char digits[] = "0123456789abcdef";
    std::string out(kUuidLength, '-');
    int shift = 60;
    const std::uint64_t *half = &id.high;
    for (std::size_t at = 0; at < kUuidLength; ++at) {
        if (isDashAt(at))
            continue;
        out[at] = digits[*half >> shift & 0xF];
        shift -= 4;
        if (shift < 0) {
            shift = 60;
            half = &id.low;
        }
    }
    return out;
}

std::size_t TaskIds::memory() const
{
    std::size_t bytes = 0;
    for (const auto &[number, named] : m_texts)
        bytes += 2 * (named.text.capacity() + 1) + sizeof(Named) + 96; // both maps' nodes
    return bytes;
}

} // namespace ph::queues
