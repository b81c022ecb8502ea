// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/crc32c.h"

#include <array>

namespace ph {

namespace {

constexpr quint32 reversedPolynomial = 0x82f63b78U;

constexpr std::array<quint32, 256> makeTable()
{
    std::array<quint32, 256> table {};
    for (quint32 i = 0; i < 256; ++i) {
        quint32 value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value & 1) != 0 ? (value >> 1) ^ reversedPolynomial : value >> 1;
        table[i] = value;
    }
    return table;
}

constexpr auto table = makeTable();

} // namespace

quint32 crc32c(QByteArrayView bytes, quint32 former)
{
    quint32 crc = ~former;
    for (const char byte : bytes)
        crc = (crc >> 8) ^ table[(crc ^ static_cast<unsigned char>(byte)) & 0xff];
    return ~crc;
}

} // namespace ph
