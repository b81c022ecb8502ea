// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/linkboard.h"

#include <QHash>

namespace ph::app {

/// Writes to the log when a link goes down, is degraded or comes back: "link redis-broker: down, connection refused".
/// Tries in between are not told.
class LinkLog final : public QObject {
    Q_OBJECT
public:
    /// `board` outlives it.
    explicit LinkLog(const platform::LinkBoard &board, QObject *parent = nullptr);

private:
    void compare();
    const platform::LinkBoard &m_board;
    QHash<QString, transport::LinkPhase> m_told;
};

} // namespace ph::app
