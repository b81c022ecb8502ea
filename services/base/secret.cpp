// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/secret.h"

#include <QRandomGenerator>
#include <cstring>

namespace ph {

void wipeBytes(char *data, qsizetype size)
{
    if (data != nullptr && size > 0)
        explicit_bzero(data, size_t(size));
}

Secret::Secret(QByteArrayView bytes)
    : m_bytes(bytes.begin(), bytes.end())
{
}

Secret::~Secret() { wipe(); }

Secret::Secret(Secret &&other) noexcept
    : m_bytes(std::move(other.m_bytes))
{
    other.m_bytes.clear();
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe();
        m_bytes = std::move(other.m_bytes);
        other.m_bytes.clear();
    }
    return *this;
}

Secret Secret::take(QByteArray &bytes)
{
    Secret secret {QByteArrayView(bytes)};
    if (bytes.isDetached())
        wipeBytes(bytes.data(), bytes.size());
    bytes.clear();
    return secret;
}

Secret Secret::take(QString &text)
{
    QByteArray utf8 = text.toUtf8();
    if (text.isDetached() && !text.isEmpty())
        wipeBytes(reinterpret_cast<char *>(text.data()), text.size() * qsizetype(sizeof(QChar)));
    text.clear();
    return take(utf8);
}

Secret Secret::random(int size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    auto *generator = QRandomGenerator::system();
    for (char &byte : bytes)
        byte = char(generator->bounded(256));
    QByteArray text = bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    wipeBytes(bytes.data(), bytes.size());
    return take(text);
}

bool Secret::equals(QByteArrayView other) const
{
    if (other.size() != size())
        return false;
    unsigned difference = 0;
    for (qsizetype i = 0; i < other.size(); ++i)
        difference |= static_cast<unsigned char>(other[i]) ^ static_cast<unsigned char>(m_bytes[size_t(i)]);
    return difference == 0;
}

void Secret::wipe()
{
    wipeBytes(m_bytes.data(), qsizetype(m_bytes.size()));
    m_bytes.clear();
}

} // namespace ph
