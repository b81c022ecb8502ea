// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"

#include <QObject>
#include <QTimer>

namespace ph::platform {

/// Tells when the machine woke up or the network came back, so that links reconnect and tokens refresh at once.
/// Wake-ups come from logind's PrepareForSleep where there is one, and from a jump of the wall clock against the
/// monotonic one everywhere. Lives on the main thread.
class WakeWatcher final : public QObject {
    Q_OBJECT
public:
    explicit WakeWatcher(const Clock &clock, QObject *parent = nullptr);

Q_SIGNALS:
    void woke();
    void networkReturned();

private Q_SLOTS:
    void prepareForSleep(bool sleeping);

private:
    void check();

    const Clock &m_clock;
    QTimer m_timer;
    WallTime m_lastWall;
    MonoTime m_lastMono;
};

} // namespace ph::platform
