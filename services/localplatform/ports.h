// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"

#include <QMap>
#include <QStringList>

namespace ph::localplatform {

/// What listens where: "redis" → 41001.
using Ports = QMap<QString, quint16>;

/// Nothing listens on that loopback port, on either family (a family this machine lacks counts as free).
[[nodiscard]] bool isFree(quint16 port);
/// A port the system says is free, none of `taken`.
[[nodiscard]] Result<quint16> freePort(const QList<quint16> &taken = {});

/// "port 41001 of redis is taken by python3 (process 4242): 41077 now".
[[nodiscard]] QString portMoved(const QString &name, quint16 before, quint16 now);

/// Keeps the remembered port of each name while it is free, chooses another otherwise and says so in `notices`.
[[nodiscard]] Result<Ports> choosePorts(const QStringList &names, const Ports &remembered, QStringList &notices);

} // namespace ph::localplatform
