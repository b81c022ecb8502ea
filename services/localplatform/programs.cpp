// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/programs.h"

#include "services/localplatform/appfiles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <algorithm>

namespace ph::localplatform {

namespace {

struct Wanted {
    const char *program;
    const char *package;
    QString Programs::*where;
};

constexpr Wanted s_wanted[] = {
    {"redis-server", "redis-server", &Programs::redisServer},
    {"prometheus", "prometheus", &Programs::prometheus},
    {"prometheus-node-exporter", "prometheus-node-exporter", &Programs::nodeExporter},
    {"prometheus-redis-exporter", "prometheus-redis-exporter", &Programs::redisExporter},
    {"prometheus-postgres-exporter", "prometheus-postgres-exporter", &Programs::postgresExporter},
};

/// Packages install servers where an ordinary user's PATH does not lead.
QString find(const QString &program)
{
    const QString found = QStandardPaths::findExecutable(program);
    return found.isEmpty()
        ? QStandardPaths::findExecutable(
              program, {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/local/sbin"), QStringLiteral("/sbin")})
        : found;
}

int clusterVersion(const Folder &folder)
{
    QFile file(folder.of("postgres") + QStringLiteral("/PG_VERSION"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
}

/// The newest server's folder, or that of the version asked for.
QString findPostgres(int version)
{
    QDir root(QStringLiteral("/usr/lib/postgresql"));
    int best = 0;
    for (const QString &entry : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const int number = entry.toInt();
        const bool complete = QFileInfo(root.filePath(entry + QStringLiteral("/bin/initdb"))).isExecutable();
        if (complete && (version == 0 ? number > best : number == version))
            best = number;
    }
    return best == 0 ? QString() : root.filePath(QStringLiteral("%1/bin").arg(best));
}

QString findPython(const Folder &folder)
{
    const QString name = QStringLiteral("/venv-") + AppFiles::requirementsHash();
    const auto usual = Folder::named(QStringLiteral("default"));
    QStringList bases {folder.base()};
    if (usual)
        bases << usual->base();
    bases << QStringLiteral("/var/lib/pilothouse/local");
    for (const QString &base : bases)
        if (QFile::exists(base + name + QStringLiteral("/.complete")))
            return base + name + QStringLiteral("/bin/python");
    return {};
}

} // namespace

Result<Programs> findPrograms(const Folder &folder)
{
    Programs programs;
    QStringList missing;
    QStringList packages;
    for (const Wanted &wanted : s_wanted) {
        programs.*wanted.where = find(QLatin1String(wanted.program));
        if ((programs.*wanted.where).isEmpty()) {
            missing << QLatin1String(wanted.program);
            packages << QLatin1String(wanted.package);
        }
    }
    const int version = clusterVersion(folder);
    programs.postgresFolder = findPostgres(version);
    if (programs.postgresFolder.isEmpty()) {
        missing << (version == 0 ? QStringLiteral("PostgreSQL") : QStringLiteral("PostgreSQL %1").arg(version));
        packages << (version == 0 ? QStringLiteral("postgresql") : QStringLiteral("postgresql-%1").arg(version));
    }
    if (!missing.isEmpty())
        return fail(ErrorKind::Unavailable, QStringLiteral("not installed: %1").arg(missing.join(QLatin1String(", "))),
            folder.name(), QStringLiteral("install: `apt-get install %1`").arg(packages.join(QLatin1Char(' '))),
            QStringLiteral("missing-programs"));
    programs.python = findPython(folder);
    if (programs.python.isEmpty())
        return fail(ErrorKind::Unavailable,
            QStringLiteral("the Python environment venv-%1 is missing").arg(AppFiles::requirementsHash()),
            folder.base(), QStringLiteral("run installer/python-env"), QStringLiteral("missing-python"));
    return programs;
}

} // namespace ph::localplatform
