// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/base64url.h"

namespace ph::auth {

std::optional<QByteArray> decodeBase64Url(QByteArrayView text)
{
    for (const char c : text) {
        const bool known
            = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!known)
            return std::nullopt;
    }
    if (text.size() % 4 == 1)
        return std::nullopt;
    const QByteArray bytes = QByteArray::fromBase64(QByteArray::fromRawData(text.data(), text.size()),
        QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    // Encoding again shows bits that were left over in the last character.
    if (encodeBase64Url(bytes) != text)
        return std::nullopt;
    return bytes;
}

QByteArray encodeBase64Url(QByteArrayView bytes)
{
    return QByteArray::fromRawData(bytes.data(), bytes.size())
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

} // namespace ph::auth
