// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/notificationmodel.h"

#include <QDateTime>

namespace ph::models {

bool NotificationPolicy::isQuiet(QTime local) const
{
    if (!quietFrom || !quietUntil || *quietFrom == *quietUntil)
        return false;
    if (*quietFrom < *quietUntil)
        return local >= *quietFrom && local < *quietUntil;
    return local >= *quietFrom || local < *quietUntil; // over midnight
}

bool NotificationPolicy::reachesDesktop(Severity severity, QTime local) const
{
    return severity >= floor && (severity == Severity::Critical || !isQuiet(local));
}

NotificationModel::NotificationModel(const Clock &clock, QObject *parent)
    : QAbstractListModel(parent)
    , m_clock(clock)
{
}

QTime NotificationModel::localTime() const
{
    return QDateTime::fromMSecsSinceEpoch(m_clock.wall().time_since_epoch().count()).time();
}

void NotificationModel::post(Notification notification)
{
    if (notification.at == WallTime {})
        notification.at = m_clock.wall();
    for (int row = 0; row < m_all.size(); ++row) {
        if (m_all[row].id != notification.id || m_all[row].endedAt)
            continue;
        const bool rises = notification.severity > m_all[row].severity;
        notification.isSeen = m_all[row].isSeen && !rises;
        m_all[row] = notification;
        Q_EMIT dataChanged(index(row), index(row));
        Q_EMIT unseenChanged();
        if (rises && m_policy.reachesDesktop(notification.severity, localTime()))
            Q_EMIT desktopWanted(notification);
        return;
    }
    beginInsertRows({}, 0, 0);
    m_all.prepend(notification);
    endInsertRows();
    if (m_all.size() > most) {
        beginRemoveRows({}, most, int(m_all.size()) - 1);
        m_all.resize(most);
        endRemoveRows();
    }
    Q_EMIT unseenChanged();
    if (m_policy.reachesDesktop(notification.severity, localTime()))
        Q_EMIT desktopWanted(notification);
    else if (notification.severity >= m_policy.floor)
        ++m_heldBack;
}

void NotificationModel::end(const QString &id)
{
    for (int row = 0; row < m_all.size(); ++row) {
        if (m_all[row].id != id || m_all[row].endedAt)
            continue;
        m_all[row].endedAt = m_clock.wall();
        Q_EMIT dataChanged(index(row), index(row));
        Q_EMIT unseenChanged();
        return;
    }
}

void NotificationModel::markSeen(const QString &id)
{
    for (int row = 0; row < m_all.size(); ++row) {
        if (m_all[row].id != id || m_all[row].isSeen)
            continue;
        m_all[row].isSeen = true;
        Q_EMIT dataChanged(index(row), index(row));
        Q_EMIT unseenChanged();
    }
}

void NotificationModel::markAllSeen()
{
    for (Notification &each : m_all)
        each.isSeen = true;
    if (!m_all.isEmpty())
        Q_EMIT dataChanged(index(0), index(int(m_all.size()) - 1));
    Q_EMIT unseenChanged();
}

int NotificationModel::unseen() const
{
    return int(std::count_if(m_all.begin(), m_all.end(), [](const Notification &n) { return n.isWaiting(); }));
}

Severity NotificationModel::worstUnseen() const
{
    Severity worst = Severity::Info;
    for (const Notification &each : m_all)
        if (each.isWaiting())
            worst = std::max(worst, each.severity);
    return worst;
}

void NotificationModel::tick()
{
    const bool quiet = m_policy.isQuiet(localTime());
    if (m_wasQuiet && !quiet && m_heldBack > 0) {
        Notification digest;
        digest.severity = worstUnseen();
        digest.cause = tr("%1 came in the quiet hours", "digest after quiet hours; %1 is a number of notifications")
                           .arg(m_heldBack);
        m_heldBack = 0;
        m_lastReminder = m_clock.monotonic();
        Q_EMIT desktopWanted(digest);
    }
    m_wasQuiet = quiet;
    const int waiting = int(std::count_if(m_all.begin(), m_all.end(),
        [](const Notification &n) { return n.isWaiting() && n.severity == Severity::Critical; }));
    if (waiting == 0) {
        m_lastReminder = m_clock.monotonic();
        return;
    }
    if (m_policy.remindEvery.count() == 0 || m_clock.monotonic() - m_lastReminder < m_policy.remindEvery)
        return;
    m_lastReminder = m_clock.monotonic();
    Notification reminder;
    reminder.severity = Severity::Critical;
    reminder.cause = waiting == 1 ? tr("Something critical still waits for you", "reminder")
                                  : tr("%1 critical things still wait for you", "reminder").arg(waiting);
    Q_EMIT desktopWanted(reminder);
}

int NotificationModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_all.size()); }

QVariant NotificationModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Notification &n = m_all[index.row()];
    return role == Qt::DisplayRole ? QVariant(QString(n.cause + QLatin1String(" · ") + n.object)) : QVariant();
}

} // namespace ph::models
