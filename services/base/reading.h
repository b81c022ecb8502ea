// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"

#include <QString>

namespace ph {

/// A value that came from outside, with where from, when, and how long it may be believed.
/// Views grey it when it is stale; no write is decided on a stale one (it is read again inside the operation).
template <class T>
struct Reading {
    T value {};
    QString source; ///< the link's name: "Redis broker"
    MonoTime takenAt {}; ///< for ages
    WallTime takenAtWall {}; ///< for "as of 14:02:11 UTC"
    Milliseconds maxAge {5000}; ///< older than this it is stale

    [[nodiscard]] Milliseconds age(MonoTime now) const { return now - takenAt; }
    [[nodiscard]] bool isStale(MonoTime now) const { return age(now) > maxAge; }
};

template <class T>
[[nodiscard]] Reading<T> readNow(T value, QString source, const Clock &clock, Milliseconds maxAge)
{
    return {std::move(value), std::move(source), clock.monotonic(), clock.wall(), maxAge};
}

} // namespace ph
