// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/verdictnotifier.h"

namespace ph::models {

using namespace std::chrono_literals;

namespace {

QString keyOf(const overview::VerdictLine &line)
{
    return QStringLiteral("verdict/") + line.code + QLatin1Char('/') + line.object;
}

Notification notificationOf(const overview::VerdictLine &line, const QString &id)
{
    Notification notification;
    notification.id = id;
    notification.severity = Severity::Critical;
    notification.cause = line.sentence;
    notification.object = line.detail;
    notification.since = line.since;
    notification.page = line.address.section(QLatin1Char('/'), 0, 0);
    notification.objectId = line.address.section(QLatin1Char('/'), 1);
    return notification;
}

} // namespace

VerdictNotifier::VerdictNotifier(
    const Verdict &verdict, NotificationModel &notifications, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_verdict(verdict)
    , m_notifications(notifications)
    , m_clock(clock)
{
    m_tick.setInterval(1s);
    connect(&m_tick, &QTimer::timeout, this, &VerdictNotifier::look);
    connect(&verdict, &Verdict::changed, this, &VerdictNotifier::look);
    look();
}

void VerdictNotifier::look()
{
    if (!m_verdict.isJudged())
        return; // no session: nothing is known to be over
    const MonoTime now = m_clock.monotonic();
    QHash<QString, Known> broken;
    bool isWaiting = false;
    for (const auto &line : m_verdict.now().lines) {
        if (line.severity != platform::Severity::Broken)
            continue;
        const QString id = keyOf(line);
        Known known = m_known.value(id, {now});
        if (!known.isTold && now - known.since >= patience) {
            m_notifications.post(notificationOf(line, id));
            known.isTold = true;
        }
        isWaiting |= !known.isTold;
        broken.insert(id, known);
    }
    for (auto it = m_known.cbegin(); it != m_known.cend(); ++it)
        if (it->isTold && !broken.contains(it.key()))
            m_notifications.end(it.key());
    m_known = std::move(broken);
    if (isWaiting != m_tick.isActive())
        isWaiting ? m_tick.start() : m_tick.stop();
}

} // namespace ph::models
