// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/linkstripmodel.h"

#include "services/wording/errors.h"
#include "services/wording/times.h"

namespace ph::models {

using platform::LinkBoard;
using platform::LinkInfo;
using transport::LinkPhase;

namespace {
constexpr Milliseconds s_silentAfter {15'000};
}

namespace {

/// What the Overview says beside the name: what is wrong, or where it is.
QString wordsOf(const LinkInfo &link, bool silent, MonoTime now)
{
    const auto &state = link.state;
    switch (state.phase) {
    case LinkPhase::Idle: return LinkStripModel::tr("not asked yet", "a link that was never used");
    case LinkPhase::Connecting: return LinkStripModel::tr("connecting", "state of a link");
    case LinkPhase::Live: return silent ? LinkStripModel::tr("silent", "state of a link") : link.address;
    case LinkPhase::Degraded: return wording::errorSentence(state.reason, {}).reason;
    case LinkPhase::Down: break;
    }
    if (state.nextTry && *state.nextTry > now)
        return LinkStripModel::tr("no answer, retry in %1", "state of a link; %1 is a duration")
            .arg(wording::age(*state.nextTry - now));
    return LinkStripModel::tr("no answer, trying now", "state of a link");
}

} // namespace

LinkStripModel::LinkStripModel(const Clock &clock, QObject *parent)
    : QAbstractListModel(parent)
    , m_clock(clock)
{
    connect(&m_tick, &QTimer::timeout, this, &LinkStripModel::refresh);
}

void LinkStripModel::setBoard(const LinkBoard *board)
{
    if (m_board)
        m_board->disconnect(this);
    m_board = board;
    if (board) {
        connect(board, &LinkBoard::changed, this, &LinkStripModel::refresh);
        connect(board, &QObject::destroyed, this, [this] {
            m_board.clear();
            refresh();
        });
        m_tick.start(1000);
    } else {
        m_tick.stop();
    }
    refresh();
}

LinkRow LinkStripModel::describe(const LinkInfo &link, MonoTime now)
{
    LinkRow row;
    row.id = link.id;
    row.name = link.label;
    row.canRetry = true;
    QStringList detail {link.address};
    const auto &state = link.state;
    const Milliseconds inPhase = now - state.since;
    const bool silent
        = state.phase == LinkPhase::Live && state.lastHeard != MonoTime {} && now - state.lastHeard > s_silentAfter;
    switch (state.phase) {
    case LinkPhase::Idle:
        row.status = Status::Past;
        row.brief = tr("not asked yet", "a link that was never used");
        row.canRetry = false;
        break;
    case LinkPhase::Connecting:
        row.status = Status::Waiting;
        row.brief = tr("connecting", "state of a link");
        break;
    case LinkPhase::Live:
        row.status = silent ? Status::Warning : Status::Ok;
        row.brief = silent  ? tr("silent %1", "a link; %1 is how long").arg(wording::age(now - state.lastHeard))
            : state.latency ? wording::latency(*state.latency)
                            : tr("live", "state of a link");
        break;
    case LinkPhase::Degraded:
        row.status = Status::Warning;
        row.brief = tr("impaired %1", "a link; %1 is how long").arg(wording::age(inPhase));
        break;
    case LinkPhase::Down:
        row.status = Status::Failed;
        row.brief = tr("down %1", "a link; %1 is how long").arg(wording::age(inPhase));
        break;
    }
    if (state.phase == LinkPhase::Down || state.phase == LinkPhase::Degraded) {
        const auto sentence = wording::errorSentence(state.reason, {});
        detail << sentence.reason << sentence.advice;
    }
    if (state.lastHeard != MonoTime {})
        detail << tr("last heard %1 ago", "link; %1 is an age").arg(wording::age(now - state.lastHeard));
    if (state.phase == LinkPhase::Down && state.nextTry)
        detail << (*state.nextTry > now
                ? tr("next try in %1", "link; %1 is a duration").arg(wording::age(*state.nextTry - now))
                : tr("trying now", "link"));
    if (state.clock && state.clock->isSkewed())
        detail << tr("Its clock differs from this computer's by %1.", "link; %1 is a duration")
                      .arg(wording::age(std::chrono::abs(state.clock->offset)));
    row.answer
        = state.phase != LinkPhase::Down && state.latency ? wording::latency(*state.latency) : QStringLiteral("–");
    row.heard = state.lastHeard != MonoTime {} ? wording::age(now - state.lastHeard) : QStringLiteral("–");
    row.words = wordsOf(link, silent, now);
    detail.removeAll(QString());
    row.detail = detail.join(QLatin1Char('\n'));
    return row;
}

void LinkStripModel::refresh()
{
    QList<LinkRow> fresh;
    if (m_board)
        for (const LinkInfo &link : m_board->links())
            fresh.append(describe(link, m_clock.monotonic()));
    const bool sameLinks = fresh.size() == m_rows.size()
        && std::equal(fresh.begin(), fresh.end(), m_rows.begin(),
            [](const LinkRow &a, const LinkRow &b) { return a.id == b.id; });
    if (!sameLinks) { // another environment or an edited profile, not live data
        beginResetModel();
        m_rows = fresh;
        endResetModel();
        return;
    }
    for (int at = 0; at < fresh.size(); ++at) {
        if (fresh[at] == m_rows[at])
            continue;
        m_rows[at] = fresh[at];
        Q_EMIT dataChanged(index(at), index(at));
    }
}

int LinkStripModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

QVariant LinkStripModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LinkRow &row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole: return QString(row.name + QLatin1Char(' ') + row.brief);
    case NameRole: return row.name;
    case BriefRole: return row.brief;
    case DetailRole: return row.detail;
    case StatusRole: return int(row.status);
    case IdRole: return row.id;
    default: return {};
    }
}

} // namespace ph::models
