// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/wakewatcher.h"

#include <QDBusConnection>
#include <QNetworkInformation>

namespace ph::platform {

using namespace std::chrono_literals;

namespace {
constexpr Milliseconds s_interval = 5s;
/// The monotonic clock stands still while the machine sleeps, the wall clock does not.
constexpr Milliseconds s_jump = 10s;
} // namespace

WakeWatcher::WakeWatcher(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_lastWall(clock.wall())
    , m_lastMono(clock.monotonic())
{
    connect(&m_timer, &QTimer::timeout, this, &WakeWatcher::check);
    m_timer.start(s_interval);
    QDBusConnection bus = QDBusConnection::systemBus();
    if (bus.isConnected())
        bus.connect(QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1"),
            QStringLiteral("org.freedesktop.login1.Manager"), QStringLiteral("PrepareForSleep"), this,
            SLOT(prepareForSleep(bool)));
    if (QNetworkInformation::loadDefaultBackend()) {
        connect(QNetworkInformation::instance(), &QNetworkInformation::reachabilityChanged, this,
            [this](QNetworkInformation::Reachability reachability) {
                if (reachability != QNetworkInformation::Reachability::Disconnected)
                    Q_EMIT networkReturned();
            });
    }
}

void WakeWatcher::prepareForSleep(bool sleeping)
{
    if (!sleeping) {
        m_lastWall = m_clock.wall();
        m_lastMono = m_clock.monotonic();
        Q_EMIT woke();
    }
}

void WakeWatcher::check()
{
    const WallTime wall = m_clock.wall();
    const MonoTime mono = m_clock.monotonic();
    const Milliseconds slept = (wall - m_lastWall) - (mono - m_lastMono);
    m_lastWall = wall;
    m_lastMono = mono;
    if (slept > s_jump)
        Q_EMIT woke();
}

} // namespace ph::platform
