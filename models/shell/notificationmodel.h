// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/column.h"
#include "services/base/clock.h"

#include <QAbstractListModel>
#include <QTime>
#include <functional>

namespace ph::models {

enum class Severity { Info, Warning, Critical };

/// Cause + object + action.
struct Notification {
    QString id; ///< the same id replaces: no flood from one cause
    Severity severity = Severity::Info;
    QString cause; ///< "QueueWaitHigh fires"
    QString object {}; ///< "agents.high, 1 284 waiting"
    QString page {}; ///< where "Open" leads
    QString objectId {};
    QString action {}; ///< a second act: "Silence 1 h"
    std::function<void()> act {};
    WallTime at {};
    WallTime since {}; ///< when the cause began, if that is known better than when it was told
    std::optional<WallTime> endedAt {}; ///< the cause is over: history
    bool isSeen = false;

    [[nodiscard]] bool isWaiting() const { return !isSeen && !endedAt; }
};

/// When notifications reach the desktop: nothing below the floor, nothing in quiet hours but what is critical; a
/// reminder until somebody looked. Pure rules over given times.
struct NotificationPolicy {
    Severity floor = Severity::Warning;
    std::optional<QTime> quietFrom {}; ///< by local day
    std::optional<QTime> quietUntil {};
    Milliseconds remindEvery {std::chrono::minutes {15}}; ///< 0: never

    [[nodiscard]] bool isQuiet(QTime local) const;
    [[nodiscard]] bool reachesDesktop(Severity severity, QTime local) const;
};

/// What happened in this session that needed someone, newest first; at most 200. What is over stays, and waits for
/// nobody.
class NotificationModel final : public QAbstractListModel {
    Q_OBJECT
public:
    explicit NotificationModel(const Clock &clock, QObject *parent = nullptr);

    void post(Notification notification);
    /// The cause is over. Should it come again, that is a new notification.
    void end(const QString &id);
    void markSeen(const QString &id);
    void markAllSeen();
    [[nodiscard]] int unseen() const;
    [[nodiscard]] Severity worstUnseen() const;
    [[nodiscard]] const Notification &at(int row) const { return m_all[row]; }

    void setPolicy(const NotificationPolicy &policy) { m_policy = policy; }
    [[nodiscard]] const NotificationPolicy &policy() const { return m_policy; }
    /// Asks for reminders and the digest after quiet hours; called about once a minute by the window.
    void tick();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    static constexpr int most = 200;

Q_SIGNALS:
    void unseenChanged();
    /// To the tray: one notification, or (id empty) a reminder or digest of several.
    void desktopWanted(const ph::models::Notification &notification);

private:
    [[nodiscard]] QTime localTime() const;
    const Clock &m_clock;
    NotificationPolicy m_policy;
    QList<Notification> m_all;
    MonoTime m_lastReminder {};
    bool m_wasQuiet = false;
    int m_heldBack = 0;
};

} // namespace ph::models
