// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace ph {

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4). Finds accidents, not attacks.
[[nodiscard]] quint32 crc32c(QByteArrayView bytes, quint32 former = 0);

} // namespace ph
