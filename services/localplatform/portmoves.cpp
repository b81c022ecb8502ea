// SPDX-License-Identifier: GPL-3.0-or-later
// A port that another program took while its part was down: the part and all who go there move to another.
#include "services/base/logging.h"
#include "services/localplatform/parts/table.h"
#include "services/localplatform/portholder.h"
#include "services/localplatform/supervisor.h"

#include <algorithm>

namespace ph::localplatform {

namespace {

/// Nobody listens there and yet it cannot be had: a connection going out may have it for a moment. Then it is given up.
constexpr int s_triesForABusyPort = 3;
constexpr qsizetype s_mostNotices = 40;

bool isLost(quint16 port, int fruitless)
{
    return listenerOf(port).has_value() || (fruitless >= s_triesForABusyPort && !isFree(port));
}

bool concerns(const Part &part, const QStringList &ports)
{
    return std::ranges::any_of(
        ports, [&](const QString &port) { return part.listens.contains(port) || part.goesTo.contains(port); });
}

} // namespace

Result<void> Supervisor::settlePorts(const Part &part, int fruitless)
{
    Layout next = *m_layout;
    QStringList moved;
    QStringList notices;
    for (const QString &name : part.listens) {
        const quint16 before = next.ports.value(name);
        if (!isLost(before, fruitless))
            continue;
        const auto fresh = freePort(next.ports.values());
        if (!fresh)
            return fail(fresh.error());
        next.ports[name] = *fresh;
        moved << name;
        notices << portMoved(name, before, *fresh);
    }
    if (moved.isEmpty())
        return {};
    if (auto written = writeConfiguration(next, m_shared->secrets); !written)
        return written;
    SavedState state = m_state;
    state.ports = next.ports;
    if (auto saved = saveState(m_folder->stateFile(), state); !saved)
        return saved;
    *m_layout = std::move(next);
    m_state = std::move(state);
    QStringList others;
    for (Part &each : allParts(*m_layout)) {
        PartRunner *runner = concerns(each, moved) ? find(each.name) : nullptr;
        if (runner == nullptr)
            continue;
        if (each.name != part.name)
            others << each.name;
        runner->refit(std::move(each));
    }
    if (!others.isEmpty())
        notices.last() += QStringLiteral("; started again with it: %1").arg(others.join(QLatin1String(", ")));
    for (const QString &notice : notices)
        qCWarning(logLocalPlatform, "%s", qPrintable(notice));
    m_notices = (m_notices + notices).last(std::min(s_mostNotices, m_notices.size() + notices.size()));
    return {};
}

} // namespace ph::localplatform
