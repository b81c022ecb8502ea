// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/linklog.h"

#include "services/base/logging.h"
#include "services/overview/linkverdicts.h"

namespace ph::app {

using transport::LinkPhase;

LinkLog::LinkLog(const platform::LinkBoard &board, QObject *parent)
    : QObject(parent)
    , m_board(board)
{
    connect(&board, &platform::LinkBoard::changed, this, &LinkLog::compare);
}

void LinkLog::compare()
{
    for (const platform::LinkInfo &link : m_board.links()) {
        const LinkPhase phase = link.state.phase;
        if (phase == LinkPhase::Idle || phase == LinkPhase::Connecting
            || m_told.value(link.id, LinkPhase::Idle) == phase)
            continue;
        m_told[link.id] = phase;
        const QString why = link.state.reason.what;
        qCInfo(logUi).noquote() << QStringLiteral("link %1: %2%3")
                                       .arg(link.id, overview::phaseName(phase),
                                           phase == LinkPhase::Live || why.isEmpty() ? QString()
                                                                                     : QStringLiteral(", ") + why);
    }
}

} // namespace ph::app
