// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/linkstripmodel.h"

#include "services/base/redact.h"
#include "services/overview/linkstanding.h"
#include "services/wording/errors.h"
#include "services/wording/times.h"

namespace ph::models {

using platform::LinkBoard;
using platform::LinkInfo;

namespace {

using overview::LinkStanding;

Status statusOf(LinkStanding::Kind kind)
{
    switch (kind) {
    case LinkStanding::Kind::NotAsked: return Status::Past;
    case LinkStanding::Kind::Connecting: return Status::Waiting;
    case LinkStanding::Kind::Live: return Status::Ok;
    case LinkStanding::Kind::Silent:
    case LinkStanding::Kind::Impaired: return Status::Warning;
    case LinkStanding::Kind::Down: return Status::Failed;
    }
    return Status::None;
}

/// How long it stands so: since it was last heard, else since this began.
QString howLong(const LinkInfo &link, const LinkStanding &standing, MonoTime now)
{
    return wording::age(now - standing.since.value_or(link.state.since));
}

/// Without the product in front, where the rest says it: "Redis broker" is "Broker" among its neighbours.
QString shortNameOf(const QString &name)
{
    static const QHash<QString, QString> s_shorter {{QStringLiteral("PostgreSQL"), QStringLiteral("Postgres")},
        {QStringLiteral("REST gateway"), QStringLiteral("REST")},
        {QStringLiteral("Admin service"), QStringLiteral("Admin")}};
    for (const char *product : {"Supabase ", "Redis ", "Celery "})
        if (name.startsWith(QLatin1String(product)) && name.size() > qsizetype(qstrlen(product))) {
            const QString rest = name.mid(qsizetype(qstrlen(product)));
            return rest.left(1).toUpper() + rest.mid(1);
        }
    return s_shorter.value(name, name);
}

QString briefOf(const LinkInfo &link, const LinkStanding &standing, MonoTime now)
{
    switch (standing.kind) {
    case LinkStanding::Kind::NotAsked: return LinkStripModel::tr("not asked yet", "a link that was never used");
    case LinkStanding::Kind::Connecting: return LinkStripModel::tr("connecting", "state of a link");
    case LinkStanding::Kind::Live:
        return link.state.latency ? wording::latency(*link.state.latency)
                                  : LinkStripModel::tr("live", "state of a link");
    case LinkStanding::Kind::Silent:
        return LinkStripModel::tr("silent %1", "a link; %1 is how long").arg(howLong(link, standing, now));
    case LinkStanding::Kind::Impaired:
        return LinkStripModel::tr("impaired %1", "a link; %1 is how long").arg(howLong(link, standing, now));
    case LinkStanding::Kind::Down:
        return LinkStripModel::tr("down %1", "a link; %1 is how long").arg(howLong(link, standing, now));
    }
    return {};
}

bool waitsForTry(const LinkStanding &standing, MonoTime now) { return standing.nextTry && *standing.nextTry > now; }

/// What the Overview says beside the name: what is wrong, or where it is.
QString wordsOf(const LinkInfo &link, const LinkStanding &standing, MonoTime now)
{
    switch (standing.kind) {
    case LinkStanding::Kind::Live: return link.address;
    case LinkStanding::Kind::Silent:
        return LinkStripModel::tr("no answer for %1", "state of a link; %1 is a duration")
            .arg(howLong(link, standing, now));
    case LinkStanding::Kind::Impaired: return wording::errorSentence(link.state.reason, {}).reason;
    case LinkStanding::Kind::Down: break;
    default: return briefOf(link, standing, now);
    }
    if (standing.answers)
        return wording::errorSentence(link.state.reason, {}).reason;
    if (waitsForTry(standing, now))
        return LinkStripModel::tr("no answer, retry in %1", "state of a link; %1 is a duration")
            .arg(wording::age(*standing.nextTry - now));
    return LinkStripModel::tr("no answer, trying now", "state of a link");
}

/// Sentences for the tooltip and the popup, one a line.
QString detailOf(const LinkInfo &link, const LinkStanding &standing, MonoTime now)
{
    const auto &state = link.state;
    QStringList detail {link.address};
    if (standing.isTrouble() && !state.reason.what.isEmpty()) {
        const auto sentence = wording::errorSentence(state.reason, {});
        detail << sentence.reason << sentence.advice;
    }
    if (state.lastHeard != MonoTime {})
        detail
            << LinkStripModel::tr("last heard %1 ago", "link; %1 is an age").arg(wording::age(now - state.lastHeard));
    if (standing.kind == LinkStanding::Kind::Down)
        detail << (waitsForTry(standing, now) ? LinkStripModel::tr("next try in %1", "link; %1 is a duration")
                                                    .arg(wording::age(*standing.nextTry - now))
                                              : LinkStripModel::tr("trying now", "link"));
    if (state.clock && state.clock->isSkewed())
        detail << LinkStripModel::tr("Its clock differs from this computer's by %1.", "link; %1 is a duration")
                      .arg(wording::age(std::chrono::abs(state.clock->offset)));
    detail.removeAll(QString());
    return detail.join(QLatin1Char('\n'));
}

/// What is pasted where somebody else shall help.
QString errorOf(const LinkInfo &link, const LinkStanding &standing, const LinkRow &row)
{
    if (!standing.isTrouble() || link.state.reason.what.isEmpty())
        return {};
    return redact(QStringLiteral("%1: %2\n%3\n\n%4\n")
            .arg(row.name, row.brief, row.detail, wording::errorSentence(link.state.reason, {}).details));
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
    const LinkStanding standing = overview::standingOf(link, now);
    const auto &state = link.state;
    LinkRow row;
    row.id = link.id;
    row.name = link.label;
    row.shortName = shortNameOf(link.label);
    row.canRetry = standing.kind != LinkStanding::Kind::NotAsked;
    row.status = statusOf(standing.kind);
    row.brief = briefOf(link, standing, now);
    const bool isAnswering = standing.kind == LinkStanding::Kind::Live || standing.kind == LinkStanding::Kind::Impaired;
    row.answer = isAnswering && state.latency ? wording::latency(*state.latency) : QStringLiteral("–");
    row.heard = state.lastHeard != MonoTime {} ? wording::age(now - state.lastHeard) : QStringLiteral("–");
    row.words = wordsOf(link, standing, now);
    row.detail = detailOf(link, standing, now);
    row.error = errorOf(link, standing, row);
    return row;
}

void LinkStripModel::refresh()
{
    QList<LinkRow> fresh;
    if (m_board)
        for (const LinkInfo &link : m_board->links())
            fresh.append(describe(link, m_clock.monotonic()));
    QHash<QString, int> count;
    for (const LinkRow &row : fresh)
        ++count[row.shortName];
    for (LinkRow &row : fresh) // two of one short name would not be told apart
        if (count.value(row.shortName) > 1)
            row.shortName = row.name;
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
