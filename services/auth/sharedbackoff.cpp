// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/sharedbackoff.h"

#include "services/base/files.h"
#include "services/base/logging.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace ph::auth {

namespace {

constexpr Milliseconds kFirst {2000};
constexpr int kMostTries = 6; ///< 2 s · 2⁵ > 60 s
constexpr qint64 kMostBytes = 4096;

} // namespace

SharedBackoff::Noted SharedBackoff::read() const
{
    const auto bytes = QFile::exists(m_file) ? readFile(m_file, kMostBytes) : Result<QByteArray> {};
    const QJsonObject json = bytes ? QJsonDocument::fromJson(*bytes).object() : QJsonObject();
    return {WallTime {Milliseconds {json.value(QLatin1String("not_before_ms")).toInteger()}},
        std::clamp(json.value(QLatin1String("tries")).toInt(), 0, kMostTries)};
}

std::optional<Milliseconds> SharedBackoff::left(WallTime now) const
{
    const Milliseconds wait = read().notBefore - now;
    // Farther ahead than is ever written: a clock was set back since.
    return wait > Milliseconds {0} && wait <= longest ? std::optional(wait) : std::nullopt;
}

void SharedBackoff::note(WallTime now, std::optional<Milliseconds> said)
{
    const int tries = std::min(read().tries + 1, kMostTries);
    const Milliseconds wait = std::min(said.value_or(kFirst * (1 << (tries - 1))), longest);
    const QJsonObject json {{QStringLiteral("not_before_ms"), qint64((now + wait).time_since_epoch().count())},
        {QStringLiteral("tries"), tries}};
    if (auto kept = replaceFile(m_file, QJsonDocument(json).toJson(QJsonDocument::Compact)); !kept)
        qCInfo(logAuth).noquote() << "the pause is this process's alone:" << brief(kept.error());
}

void SharedBackoff::clear()
{
    if (QFile::exists(m_file))
        (void)removeFile(m_file);
}

} // namespace ph::auth
