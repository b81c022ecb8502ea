// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/portholder.h"

#include <QDir>
#include <QFile>
#include <algorithm>
#include <array>
#include <pwd.h>
#include <unistd.h>

namespace ph::localplatform {

namespace {

struct Listener {
    QByteArray inode;
    uid_t uid = 0;
};

/// As /proc/net/tcp and tcp6 write them on a little-endian machine: what keeps a server off 127.0.0.1 or ::1.
bool isInTheWay(const QByteArray &address)
{
    static constexpr std::array s_addresses {"0100007F", "00000000", "00000000000000000000000000000000",
        "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"};
    return std::ranges::any_of(s_addresses, [&](const char *each) { return address == each; });
}

/// Columns: number, local address, remote address, state (0A: listens), queues, timer, retransmits, uid, timeout,
/// inode.
std::optional<Listener> find(const QString &table, quint16 port)
{
    QFile file(table);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QByteArray hex = QByteArray::number(port, 16).toUpper().rightJustified(4, '0');
    for (const QByteArray &line : file.readAll().split('\n')) { // a file of /proc has no size: all at once
        const auto words = line.simplified().split(' ');
        const auto local = words.value(1).split(':');
        if (words.size() > 9 && words[3] == "0A" && local.value(1) == hex && isInTheWay(local[0]))
            return Listener {words[9], uid_t(words[7].toUInt())};
    }
    return std::nullopt;
}

bool hasOpen(const QString &process, const QByteArray &link)
{
    const QDir descriptors(process + QStringLiteral("/fd"));
    for (const QString &entry : descriptors.entryList(QDir::Files | QDir::System)) {
        char target[64];
        const auto size = ::readlink(QFile::encodeName(descriptors.filePath(entry)).constData(), target, sizeof target);
        if (size > 0 && QByteArrayView(target, size) == link)
            return true;
    }
    return false;
}

/// Empty: none whose descriptors we may see.
QString processWith(const QByteArray &inode)
{
    const QByteArray link = "socket:[" + inode + ']';
    for (const QString &entry : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString process = QStringLiteral("/proc/") + entry;
        if (!entry[0].isDigit() || !hasOpen(process, link))
            continue;
        QFile name(process + QStringLiteral("/comm"));
        const QString program
            = name.open(QIODevice::ReadOnly) ? QString::fromUtf8(name.readAll()).simplified() : QString();
        return QStringLiteral("%1 (process %2)").arg(program.isEmpty() ? QStringLiteral("a program") : program, entry);
    }
    return {};
}

} // namespace

std::optional<QString> listenerOf(quint16 port)
{
    auto listener = find(QStringLiteral("/proc/net/tcp"), port);
    if (!listener)
        listener = find(QStringLiteral("/proc/net/tcp6"), port);
    if (!listener)
        return std::nullopt;
    if (QString known = processWith(listener->inode); !known.isEmpty())
        return known;
    const passwd *owner = ::getpwuid(listener->uid);
    return QStringLiteral("a program of the user %1")
        .arg(owner != nullptr ? QString::fromLocal8Bit(owner->pw_name) : QString::number(listener->uid));
}

} // namespace ph::localplatform
