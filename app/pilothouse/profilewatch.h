// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/taskscope.h"
#include "services/platform/profile.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <functional>

namespace ph::app {

/// Sees when the environment of an open window is changed (here, `pilothousectl env edit`, a local
/// platform that had to move to other ports). Looks every two seconds, on a worker thread.
class ProfileWatch final : public QObject {
    Q_OBJECT
public:
    /// `read` gives the environment as it is saved now; called on a worker thread.
    ProfileWatch(platform::Profile open, std::function<Result<platform::Profile>()> read);
    ~ProfileWatch() override;

    /// Looks now.
    void look();
    /// Tells the last change again, with the next look.
    void remind() { m_known = {}; }

Q_SIGNALS:
    /// Once for each change.
    void changed(const ph::platform::Profile &profile);

private:
    QJsonObject m_known;
    QString m_id;
    std::function<Result<platform::Profile>()> m_read;
    QTimer m_timer;
    bool m_isLooking = false;
    QThreadPool m_files; ///< its end waits for the read under way, a few milliseconds
    TaskScope m_scope;
};

} // namespace ph::app
