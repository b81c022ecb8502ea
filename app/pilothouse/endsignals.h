// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace ph::app {

/// SIGTERM, SIGINT and SIGHUP (the desktop's session ends, Ctrl+C) end the program as its menu does: layouts are kept,
/// connections closed, records complete. A second signal ends it at once. One for each program.
class EndSignals final : public QObject {
    Q_OBJECT
public:
    explicit EndSignals(QObject *parent = nullptr);
};

} // namespace ph::app
