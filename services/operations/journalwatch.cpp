// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/journalwatch.h"

#include <QFileInfo>

namespace ph::operations {

using namespace std::chrono_literals;

JournalWatch::JournalWatch(QString folder, QObject *parent)
    : QObject(parent)
    , m_paths({folder, folder + QStringLiteral("/operations"), folder + QStringLiteral("/audit.outbox")})
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(250ms);
    connect(&m_soon, &QTimer::timeout, this, &JournalWatch::look);
    const auto later = [this](const QString &path) {
        m_isWritten |= path == m_paths[1] || path == m_paths[2];
        if (!m_soon.isActive())
            m_soon.start();
    };
    // The outbox is written at an operation's start and at its end, the folder when its journal appears.
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, later);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, later);
    (void)watchWhatIsThere();
}

void JournalWatch::look()
{
    const bool isNew = watchWhatIsThere();
    if (std::exchange(m_isWritten, false) || isNew)
        Q_EMIT changed();
}

bool JournalWatch::watchWhatIsThere()
{
    QStringList paths = m_paths;
    while (!QFileInfo::exists(paths.front()) && paths.front() != QFileInfo(paths.front()).path())
        paths.front() = QFileInfo(paths.front()).path(); // there the folder will begin to be
    const QStringList watched = m_watcher.directories() + m_watcher.files();
    bool isNew = false;
    for (const QString &path : std::as_const(paths))
        if (!watched.contains(path) && QFileInfo::exists(path))
            isNew |= m_watcher.addPath(path);
    return isNew;
}

} // namespace ph::operations
