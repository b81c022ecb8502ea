// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/verdict.h"

#include "services/base/text.h"
#include "services/wording/times.h"

#include <algorithm>

namespace ph::models {

using namespace std::chrono_literals;

Verdict::Verdict(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
{
    connect(&m_tick, &QTimer::timeout, this, &Verdict::judge);
    m_tick.setInterval(1s);
}

void Verdict::setBoards(const platform::LinkBoard *links, const platform::VerdictBoard *areas)
{
    for (const QObject *old :
        {static_cast<const QObject *>(m_links.get()), static_cast<const QObject *>(m_areas.get())})
        if (old != nullptr)
            old->disconnect(this);
    m_links = links;
    m_areas = areas;
    m_tick.stop();
    if (links != nullptr && areas != nullptr) {
        connect(links, &platform::LinkBoard::changed, this, &Verdict::judge);
        connect(areas, &platform::VerdictBoard::changed, this, &Verdict::judge);
        m_tick.start();
    }
    judge();
}

void Verdict::judge()
{
    const auto said = [this] {
        QStringList all {
            m_now.lead, m_now.sentence, m_now.detail, m_now.watch, m_now.lookFirst, m_now.notSeen, m_now.rest};
        for (const auto &line : m_now.lines)
            all << line.next << line.address;
        return all;
    };
    const QStringList before = said();
    m_now = m_links && m_areas
        ? overview::judge(m_links->links(), m_areas->areas(), m_clock.monotonic(), m_clock.wall())
        : overview::Verdict {};
    if (said() != before)
        Q_EMIT changed();
}

Status Verdict::status() const
{
    switch (m_now.severity) {
    case platform::Severity::Broken: return Status::Failed;
    case platform::Severity::Warning: return Status::Warning;
    case platform::Severity::Notice:
    case platform::Severity::Fine: break;
    }
    return m_now.notSeen.isEmpty() ? Status::Ok : Status::Warning;
}

std::vector<overview::VerdictLine> Verdict::needing() const
{
    std::vector<overview::VerdictLine> lines;
    std::ranges::copy_if(m_now.lines, std::back_inserter(lines), [this](const overview::VerdictLine &line) {
        return line.severity >= platform::Severity::Warning && line.severity == m_now.severity;
    });
    return lines;
}

QString Verdict::rest() const
{
    if (!isJudged())
        return tr("Nothing was judged yet.", "verdict of the Overview at the start");
    QStringList parts;
    constexpr int longestName = 48;
    if (!m_now.lookFirst.isEmpty() && needing().size() > 1)
        //: the likeliest place to begin
        parts << tr("Look first at: %1.").arg(elidedMiddle(m_now.lookFirst, longestName));
    for (const QString &part : {m_now.notSeen, m_now.rest})
        if (!part.isEmpty())
            parts << part;
    //: age of the verdict
    parts << tr("Judged %1 ago.").arg(wording::age(m_clock.monotonic() - m_now.judgedAt));
    return parts.join(QStringLiteral("  "));
}

} // namespace ph::models
