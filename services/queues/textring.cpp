// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/textring.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace ph::queues {

namespace {

// bits 63..56: 0x80 | length for inline texts (bytes in 55..0); else bits 61..48 length, 47..0 position + 1.
static_assert(std::endian::native == std::endian::little, "inline texts are the low bytes of the word");
constexpr std::uint64_t kInlineFlag = std::uint64_t(0x80) << 56;
constexpr std::size_t kMaxInline = 7;
constexpr int kLengthShift = 48;
constexpr std::uint64_t kPositionMask = (std::uint64_t(1) << kLengthShift) - 1;

std::size_t lengthOf(TextRef ref)
{
    return ref.bits & kInlineFlag ? std::size_t(ref.bits >> 56 & 0x7) : std::size_t(ref.bits >> kLengthShift);
}

/// Cuts to the last `most` bytes, at the start of a UTF-8 sequence.
std::string_view tail(std::string_view text, std::size_t most)
{
    if (text.size() <= most)
        return text;
    text.remove_prefix(text.size() - most);
    while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xC0) == 0x80)
        text.remove_prefix(1);
    return text;
}

} // namespace

TextRing::TextRing(std::size_t capacity)
    : m_chunkCount(std::max<std::size_t>(2, capacity / kChunk))
{
}

TextRef TextRing::add(std::string_view text)
{
    if (text.data() == nullptr)
        return {};
    if (text.size() <= kMaxInline) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, text.data(), text.size());
        return {kInlineFlag | std::uint64_t(text.size()) << 56 | bytes};
    }
    text = tail(text, kMaxText);
    if (m_head % kChunk + text.size() > kChunk)
        m_head += kChunk - m_head % kChunk; // a text lies in one chunk
    const auto chunk = std::size_t(m_head / kChunk % m_chunkCount);
    if (chunk >= m_chunks.size())
        m_chunks.push_back(std::make_unique_for_overwrite<char[]>(kChunk));
    std::memcpy(m_chunks[chunk].get() + m_head % kChunk, text.data(), text.size());
    const TextRef ref {std::uint64_t(text.size()) << kLengthShift | ((m_head + 1) & kPositionMask)};
    m_head += text.size();
    return ref;
}

std::optional<std::string_view> TextRing::text(TextRef ref, char (&inlineBuffer)[8]) const
{
    if (ref.isNone())
        return std::string_view();
    if (ref.bits & kInlineFlag) {
        std::memcpy(inlineBuffer, &ref.bits, 7);
        return std::string_view(inlineBuffer, lengthOf(ref));
    }
    const std::uint64_t position = (ref.bits & kPositionMask) - 1;
    // The chunk at the head is being written: what lay there a round ago is gone.
    const std::uint64_t headChunk = m_head == 0 ? 0 : (m_head - 1) / kChunk;
    if (position / kChunk + m_chunkCount <= headChunk)
        return std::nullopt;
    return std::string_view(
        m_chunks[std::size_t(position / kChunk % m_chunkCount)].get() + position % kChunk, lengthOf(ref));
}

bool TextRing::equals(TextRef ref, std::string_view text) const
{
    char buffer[8];
    if (lengthOf(ref) != text.size() || ref.isNone())
        return false;
    const auto held = this->text(ref, buffer);
    return held && *held == text;
}

std::uint64_t TextRing::overwritten() const
{
    const std::uint64_t capacity = m_chunkCount * kChunk;
    return m_head > capacity ? m_head - capacity : 0;
}

} // namespace ph::queues
