// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/forgottenworkers.h"

#include "services/base/files.h"
#include "services/base/lockfile.h"

#include <QFileInfo>
#include <QJsonDocument>

namespace ph::queues {

namespace {

constexpr int s_version = 1;
constexpr qint64 s_mostBytes = 4 * 1024 * 1024;
constexpr Milliseconds s_patience {3000};

QString nameOf(const WorkerStatus &worker) { return QString::fromStdString(worker.worker.hostname); }

} // namespace

bool ForgottenWorkers::has(const WorkerStatus &worker) const
{
    const auto found = m_since.find(nameOf(worker));
    return !worker.isUp() && found != m_since.end() && worker.heardAt <= found->second;
}

void ForgottenWorkers::setAside(WorkerListing &listing) const
{
    if (m_since.empty())
        return;
    for (const WorkerStatus &each : std::as_const(listing.workers))
        if (has(each))
            listing.forgotten << each;
    listing.workers.removeIf([this](const WorkerStatus &each) { return has(each); });
}

QStringList ForgottenWorkers::heardAgain(const QList<WorkerStatus> &workers) const
{
    QStringList nodes;
    for (const WorkerStatus &each : workers)
        if (m_since.contains(nameOf(each)) && !has(each))
            nodes << nameOf(each);
    return nodes;
}

QByteArray ForgottenWorkers::toJson() const
{
    QJsonObject workers;
    for (const auto &[name, since] : m_since)
        workers.insert(name, qint64(since.time_since_epoch().count()));
    return QJsonDocument(QJsonObject {{QStringLiteral("version"), s_version}, {QStringLiteral("forgotten"), workers}})
        .toJson(QJsonDocument::Compact);
}

/// No more than there can be workers: those forgotten longest ago go.
void ForgottenWorkers::bound()
{
    while (m_since.size() > WorkerTable::kMost)
        m_since.erase(std::ranges::min_element(m_since, {}, [](const auto &each) { return each.second; }));
}

Result<ForgottenWorkers> ForgottenWorkers::read(const QString &file)
{
    const auto json = readFile(file, s_mostBytes);
    if (!json && json.error().kind == ErrorKind::NotFound)
        return ForgottenWorkers {};
    if (!json)
        return fail(json.error());
    const QJsonObject root = QJsonDocument::fromJson(*json).object();
    if (root[QLatin1String("version")].toInt() != s_version)
        return fail(ErrorKind::Invalid, QStringLiteral("which workers are forgotten cannot be read"), file);
    ForgottenWorkers workers;
    const QJsonObject named = root[QLatin1String("forgotten")].toObject();
    for (auto each = named.begin(); each != named.end(); ++each)
        workers.m_since[each.key()] = WallTime {Milliseconds {each.value().toInteger()}};
    workers.bound();
    return workers;
}

template <class Change>
Result<ForgottenWorkers> ForgottenWorkers::change(const QString &file, Change change)
{
    if (auto made = makePrivateDirectory(QFileInfo(file).path()); !made)
        return fail(made.error());
    const auto lock = LockFile::takeWithin(file + QStringLiteral(".lock"), s_patience);
    if (!lock)
        return fail(lock.error());
    auto workers = read(file);
    if (!workers)
        return workers;
    change(workers->m_since);
    workers->bound();
    if (auto written = replaceFile(file, workers->toJson()); !written)
        return fail(written.error());
    return workers;
}

Result<ForgottenWorkers> ForgottenWorkers::forget(const QString &file, const QStringList &nodes, WallTime at)
{
    return change(file, [&](auto &since) {
        for (const QString &node : nodes)
            since[node] = at;
    });
}

Result<ForgottenWorkers> ForgottenWorkers::bringBack(const QString &file, const QStringList &nodes)
{
    return change(file, [&](auto &since) {
        for (const QString &node : nodes)
            since.erase(node);
    });
}

} // namespace ph::queues
