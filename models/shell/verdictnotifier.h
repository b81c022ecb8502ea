// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/shell/notificationmodel.h"
#include "models/shell/verdict.h"

#include <QHash>

namespace ph::models {

/// Makes a notification of each thing that broke and stayed broken for `patience`, once; says so when it is over.
/// A blip that mends itself tells nobody.
class VerdictNotifier final : public QObject {
    Q_OBJECT
public:
    static constexpr Milliseconds patience {10'000};

    /// All outlive it.
    VerdictNotifier(
        const Verdict &verdict, NotificationModel &notifications, const Clock &clock, QObject *parent = nullptr);

private:
    struct Known {
        MonoTime since;
        bool isTold = false;
    };
    void look();

    const Verdict &m_verdict;
    NotificationModel &m_notifications;
    const Clock &m_clock;
    QHash<QString, Known> m_known; ///< by code and object
    QTimer m_tick; ///< runs while something waits for its time
};

} // namespace ph::models
