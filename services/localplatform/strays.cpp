// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/child.h"

#include <QDir>
#include <QFile>
#include <csignal>
#include <unistd.h>

namespace ph::localplatform {

namespace {

bool carriesMark(const QString &process, const QByteArray &folderMark, const QByteArray &partMark)
{
    QFile file(process + QStringLiteral("/environ"));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const auto variables = file.readAll().split('\0');
    return variables.contains(folderMark) && (partMark.isEmpty() || variables.contains(partMark));
}

/// PostgreSQL writes over its environment; it is known by its program and by where it works.
bool isOurPostgres(const QString &process, const QString &folder)
{
    return QFile::symLinkTarget(process + QStringLiteral("/exe")).endsWith(QLatin1String("/bin/postgres"))
        && QFile::symLinkTarget(process + QStringLiteral("/cwd")) == folder + QStringLiteral("/postgres");
}

} // namespace

int killStrays(const QString &folder, const QString &part)
{
    const QByteArray folderMark = "PILOTHOUSE_LOCAL_FOLDER=" + QFile::encodeName(folder);
    const QByteArray partMark = part.isEmpty() ? QByteArray() : "PILOTHOUSE_LOCAL_PART=" + part.toUtf8();
    int killed = 0;
    // More than once: a guard that dies hands its children on.
    for (int round = 0; round < 20; ++round) {
        int found = 0;
        for (const QString &entry : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            bool isNumber = false;
            const int pid = entry.toInt(&isNumber);
            const QString process = QStringLiteral("/proc/") + entry;
            if (!isNumber || pid == ::getpid())
                continue;
            const bool ours = carriesMark(process, folderMark, partMark)
                || ((part.isEmpty() || part == QLatin1String("postgres")) && isOurPostgres(process, folder));
            if (ours && ::kill(pid, SIGKILL) == 0)
                ++found;
        }
        killed += found;
        if (found == 0)
            break;
        ::usleep(20'000); // the kernel takes a moment to remove them
    }
    return killed;
}

} // namespace ph::localplatform
