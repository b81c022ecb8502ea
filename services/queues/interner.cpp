// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/interner.h"

#include <functional>

namespace ph::queues {

Interner::Interner(std::size_t most)
    : m_most(most)
    , m_slots(256, kNone)
{
    m_texts.emplace_back();
}

std::size_t Interner::slotOf(std::string_view text) const
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t slot = std::hash<std::string_view> {}(text)&mask;
    while (m_slots[slot] != kNone && m_texts[m_slots[slot]] != text)
        slot = (slot + 1) & mask;
    return slot;
}

std::uint16_t Interner::find(std::string_view text) const
{
    return text.empty() ? kNone : m_slots[slotOf(text.substr(0, kMaxText))];
}

std::uint16_t Interner::number(std::string_view text)
{
    if (text.empty())
        return kNone;
    text = text.substr(0, kMaxText);
    if (m_texts[m_last] == text)
        return m_last;
    std::size_t slot = slotOf(text);
    if (m_slots[slot] != kNone)
        return m_last = m_slots[slot];
    if (m_texts.size() >= m_most) {
        if (text == overflowText())
            return static_cast<std::uint16_t>(m_texts.size() - 1);
        if (m_texts.size() == m_most) {
            m_texts.emplace_back(overflowText());
            m_slots[slotOf(overflowText())] = static_cast<std::uint16_t>(m_texts.size() - 1);
        }
        return find(overflowText());
    }
    m_texts.emplace_back(text);
    m_last = static_cast<std::uint16_t>(m_texts.size() - 1);
    m_slots[slot] = m_last;
    if (m_texts.size() * 2 > m_slots.size())
        grow();
    return m_last;
}

void Interner::grow()
{
    m_slots.assign(m_slots.size() * 2, kNone);
    for (std::size_t i = 1; i < m_texts.size(); ++i)
        m_slots[slotOf(m_texts[i])] = static_cast<std::uint16_t>(i);
}

std::size_t Interner::memory() const
{
    std::size_t bytes = m_slots.size() * sizeof(std::uint16_t);
    for (const std::string &text : m_texts)
        bytes += sizeof(std::string) + (text.capacity() > 15 ? text.capacity() + 1 : 0);
    return bytes;
}

} // namespace ph::queues
