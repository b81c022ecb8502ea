// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/base/result.h"

#include <QJsonObject>
#include <QStringList>
#include <vector>

namespace ph::localplatform {

enum class PartState {
    Waiting, ///< for a part it needs
    Starting, ///< runs, does not answer yet
    Ready, ///< answers
    Unready, ///< runs and answered before, does not answer now
    Backoff, ///< ended by itself; is started again after a while
    Held, ///< stopped on request, stays so until released
    Stopping,
    Stopped,
};

[[nodiscard]] QString partStateName(PartState state);
[[nodiscard]] PartState partStateOf(const QString &name);

/// One server or program of the platform, as seen now.
struct PartStatus {
    QString name; ///< stable: "redis", "worker-1"
    QString title; ///< "Celery worker 1"
    QString endpoint; ///< "rediss://127.0.0.1:41001"; empty when it listens nowhere
    PartState state = PartState::Stopped;
    qint64 pid = 0; ///< of the server itself; 0: does not run
    WallTime since {}; ///< of the state
    int restarts = 0; ///< since the platform was started
    QString log; ///< path
    QString detail; ///< why it waits or ended; one line, plain text

    [[nodiscard]] bool isReady() const { return state == PartState::Ready; }
};

struct PlatformStatus {
    QString name;
    QString folder;
    qint64 pid = 0; ///< of the supervisor; 0: the platform does not run
    WallTime since {};
    bool isQuiet = false; ///< without the load generator
    int seed = 1;
    QStringList notices; ///< "port 41001 of redis is taken by another program: 41077 now"
    std::vector<PartStatus> parts;

    [[nodiscard]] bool isRunning() const { return pid != 0; }
    /// Every part that is not held answers.
    [[nodiscard]] bool isReady() const;
    [[nodiscard]] const PartStatus *find(const QString &part) const;
};

[[nodiscard]] QJsonObject toJson(const PlatformStatus &status);
/// Unknown fields are ignored; Protocol when it is not a status at all.
[[nodiscard]] Result<PlatformStatus> statusFromJson(const QJsonObject &json);

} // namespace ph::localplatform
