// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace ph::operations {

/// Tells when somebody writes to an environment's journals: this window, another one, the companion. They share the
/// files (see Runner). Lives on one thread with an event loop; only looks at directories, never reads.
class JournalWatch final : public QObject {
    Q_OBJECT
public:
    /// `folder`: the environment's state folder; it need not be there yet.
    explicit JournalWatch(QString folder, QObject *parent = nullptr);

Q_SIGNALS:
    /// Read Runner::history() again. At most 4 times a second.
    void changed();

private:
    void look();
    [[nodiscard]] bool watchWhatIsThere();

    QStringList m_paths; ///< the folder, its operations, the audit outbox
    bool m_isWritten = false;
    QFileSystemWatcher m_watcher;
    QTimer m_soon;
};

} // namespace ph::operations
