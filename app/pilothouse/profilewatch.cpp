// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/profilewatch.h"

#include "services/base/async.h"

namespace ph::app {

using namespace std::chrono_literals;

ProfileWatch::ProfileWatch(platform::Profile open, std::function<Result<platform::Profile>()> read)
    : m_known(platform::profileToJson(open))
    , m_id(open.id)
    , m_read(std::move(read))
{
    m_files.setMaxThreadCount(1);
    m_timer.setInterval(2s);
    connect(&m_timer, &QTimer::timeout, this, &ProfileWatch::look);
    m_timer.start();
}

ProfileWatch::~ProfileWatch() { m_scope.close(); }

void ProfileWatch::look()
{
    if (std::exchange(m_isLooking, true))
        return;
    m_scope.spawn(
        offload<platform::Profile>(&m_files, m_scope.token(), 10s, m_read), [this](Result<platform::Profile> now) {
            m_isLooking = false;
            if (!now || now->id != m_id)
                return; // being written, or gone: the window goes on with what it has
            QJsonObject json = platform::profileToJson(*now);
            if (json == m_known)
                return;
            m_known = std::move(json);
            Q_EMIT changed(*now);
        });
}

} // namespace ph::app
