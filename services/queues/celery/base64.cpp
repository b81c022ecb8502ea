// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/celery/base64.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace ph::queues::celery {

namespace {

constexpr std::uint32_t kBad = 0x01000000; // any bit above the 24 of a group

constexpr std::array<std::uint8_t, 256> makeAlphabet()
{
    std::array<std::uint8_t, 256> values {};
    values.fill(0xFF);
    const std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < letters.size(); ++i)
        values[static_cast<unsigned char>(letters[i])] = static_cast<std::uint8_t>(i);
    return values;
}

/// One table per position in a group of four: the group is the OR of four loads, laid out so that the
/// three bytes come out in memory order of a little-endian store.
constexpr std::array<std::array<std::uint32_t, 256>, 4> makeTables()
{
    constexpr auto alphabet = makeAlphabet();
    std::array<std::array<std::uint32_t, 256>, 4> tables {};
    for (std::size_t c = 0; c < 256; ++c) {
        for (std::size_t position = 0; position < 4; ++position) {
            if (alphabet[c] == 0xFF) {
                tables[position][c] = kBad;
                continue;
            }
            const std::uint32_t group = std::uint32_t(alphabet[c]) << (18 - 6 * position);
            tables[position][c] = (group >> 16 & 0xFF) | (group & 0xFF00) | (group & 0xFF) << 16;
        }
    }
    return tables;
}

constexpr auto kTables = makeTables();

std::uint32_t groupOf(const unsigned char *in)
{
    return kTables[0][in[0]] | kTables[1][in[1]] | kTables[2][in[2]] | kTables[3][in[3]];
}

void store3(char *out, std::uint32_t group)
{
    out[0] = static_cast<char>(group & 0xFF);
    out[1] = static_cast<char>(group >> 8 & 0xFF);
    out[2] = static_cast<char>(group >> 16 & 0xFF);
}

} // namespace

std::optional<std::size_t> decodeBase64(std::string_view in, char *out)
{
    while (!in.empty() && in.back() == '=')
        in.remove_suffix(1);
    const auto *p = reinterpret_cast<const unsigned char *>(in.data());
    const std::size_t groups = in.size() / 4;
    const std::size_t rest = in.size() % 4;
    if (rest == 1)
        return std::nullopt;
    char *o = out;
    std::uint32_t all = 0; // errors are collected and looked at once
    for (std::size_t i = 0; i < groups; ++i, p += 4, o += 3) {
        const std::uint32_t group = groupOf(p);
        all |= group;
        store3(o, group);
    }
    if (rest > 0) {
        const unsigned char tail[4] = {p[0], p[1], rest == 3 ? p[2] : static_cast<unsigned char>('A'), 'A'};
        const std::uint32_t group = groupOf(tail);
        all |= group;
        char last[3];
        store3(last, group);
        std::memcpy(o, last, rest - 1);
        o += rest - 1;
    }
    if (all & kBad)
        return std::nullopt;
    return static_cast<std::size_t>(o - out);
}

} // namespace ph::queues::celery
