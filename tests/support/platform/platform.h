// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/localplatform/localplatform.h"

#include <QJsonObject>

namespace ph::test {

/// The local platform that ctest has started for this test's label (ph_test … FIXTURE platform). qFatal without one.
[[nodiscard]] localplatform::LocalPlatform &platform();

/// Its profile with endpoints, CA and users, as saved now.
[[nodiscard]] platform::Profile platformProfile();

/// The password of the reader or operator of one of the profile's links.
[[nodiscard]] Secret platformPassword(const platform::Link &link, const QString &user);

/// What a program said and ended with.
struct Ended {
    int code = -1;
    QByteArray out;
    QByteArray err;
    [[nodiscard]] QJsonObject json() const;
};

/// Runs a program to its end while the event loop goes on; code -1: not ended in time, or not started.
[[nodiscard]] Ended runProgram(
    const QString &program, const QStringList &arguments, int timeoutMs = 60'000, const QStringList &environment = {});
/// Runs the companion that was built.
[[nodiscard]] Ended companion(const QStringList &arguments, int timeoutMs = 60'000);
/// Runs the load generator's bounded mode on the fixture's platform: `count` tasks with known ends. Gives the
/// expectation file's content ("expected": {"SUCCESS": n, …}, "tasks": {id: state}); qFatal when tasks did not end as
/// announced.
[[nodiscard]] QJsonObject runBoundedLoad(int seed, int count);

/// Processes that carry the mark of that folder, without those that are dead already.
[[nodiscard]] QList<qint64> processesOf(const QString &folder);

} // namespace ph::test
