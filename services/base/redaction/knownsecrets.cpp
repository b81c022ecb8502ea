// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/redaction/knownsecrets.h"

#include "services/base/redact.h"

#include <QUrl>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <vector>

namespace ph {

namespace {

constexpr qsizetype leastBytes = 4;

struct Needle {
    Secret bytes; ///< UTF-8
    Qt::CaseSensitivity sensitivity = Qt::CaseSensitive;
};

struct Registry {
    std::shared_mutex mutex;
    std::map<quint64, std::vector<Needle>> needles;
    quint64 lastId = 0;
};

Registry &registry()
{
    static auto *s_registry = new Registry; // never destroyed: secrets in statics may go after it would
    return *s_registry;
}

void add(std::vector<Needle> &needles, QByteArray text, Qt::CaseSensitivity sensitivity = Qt::CaseSensitive)
{
    if (text.size() >= leastBytes)
        needles.push_back({Secret::take(text), sensitivity});
}

/// The middle of the base64 text of the secret when `shift` bytes stand before it: what is the same whatever surrounds
/// it.
QByteArray base64Core(QByteArrayView secret, int shift, QByteArray::Base64Options options)
{
    QByteArray padded = QByteArray(shift, 'x') + secret.toByteArray();
    const QByteArray encoded = padded.toBase64(options | QByteArray::OmitTrailingEquals);
    wipeBytes(padded.data(), padded.size());
    static constexpr int mixedAtStart[] = {0, 2, 3};
    const int mixedAtEnd = padded.size() % 3 == 0 ? 0 : 1;
    return encoded.mid(mixedAtStart[shift], encoded.size() - mixedAtStart[shift] - mixedAtEnd);
}

/// As it stands in a JSON string or a Python repr.
QByteArray escaped(QByteArrayView secret)
{
    QByteArray out;
    for (const char c : secret) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out;
}

std::vector<Needle> needlesFor(QByteArrayView secret)
{
    std::vector<Needle> needles;
    if (secret.size() < leastBytes)
        return needles;
    add(needles, secret.toByteArray());
    if (escaped(secret) != secret)
        add(needles, escaped(secret));
    const QByteArray percent = secret.toByteArray().toPercentEncoding();
    if (percent != secret)
        add(needles, percent, Qt::CaseInsensitive);
    add(needles, secret.toByteArray().toHex(), Qt::CaseInsensitive);
    for (const auto options : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding}) {
        for (int shift = 0; shift < 3; ++shift)
            add(needles, base64Core(secret, shift, options));
    }
    return needles;
}

} // namespace

KnownSecret::KnownSecret(const Secret &secret)
{
    auto needles = needlesFor(secret.reveal());
    if (needles.empty())
        return;
    const std::unique_lock lock(registry().mutex);
    m_id = ++registry().lastId;
    registry().needles.emplace(m_id, std::move(needles));
}

KnownSecret::~KnownSecret() { forget(); }

KnownSecret::KnownSecret(KnownSecret &&other) noexcept
    : m_id(std::exchange(other.m_id, 0))
{
}

KnownSecret &KnownSecret::operator=(KnownSecret &&other) noexcept
{
    if (this != &other) {
        forget();
        m_id = std::exchange(other.m_id, 0);
    }
    return *this;
}

void KnownSecret::forget()
{
    if (m_id == 0)
        return;
    const std::unique_lock lock(registry().mutex);
    registry().needles.erase(std::exchange(m_id, 0));
}

QString redaction::removeKnownSecrets(QString text)
{
    const std::shared_lock lock(registry().mutex);
    for (const auto &[id, needles] : registry().needles) {
        for (const Needle &needle : needles) {
            QString plain = QString::fromUtf8(needle.bytes.reveal());
            text.replace(plain, redactedMark, needle.sensitivity);
            if (plain.isDetached())
                wipeBytes(reinterpret_cast<char *>(plain.data()), plain.size() * qsizetype(sizeof(QChar)));
        }
    }
    return text;
}

} // namespace ph
