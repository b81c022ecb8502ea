// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/queues/formats.h"

#include "services/base/text.h"
#include "services/wording/errors.h"
#include "services/wording/queuefindings.h"

#include <QDateTime>
#include <QTimeZone>

namespace ph::ctl::queues {

QString isoText(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODateWithMs);
}

QString duration(double seconds)
{
    if (seconds < 0)
        return QStringLiteral("–");
    if (seconds < 60)
        return QStringLiteral("%1 s").arg(seconds, 0, 'f', seconds < 10 ? 1 : 0);
    const auto whole = qint64(seconds);
    if (whole < 3600)
        return QStringLiteral("%1 m %2 s").arg(whole / 60).arg(whole % 60);
    return QStringLiteral("%1 h %2 m").arg(whole / 3600).arg(whole / 60 % 60);
}

QString text(std::string_view utf8) { return QString::fromUtf8(utf8.data(), qsizetype(utf8.size())); }

QString shown(std::string_view utf8, int longest)
{
    return utf8.empty() ? QStringLiteral("–") : elidedEnd(visible(text(utf8)), longest);
}

QString missingText(std::size_t tasks)
{
    return (tasks == 1 ? QStringLiteral("1 task that waits, for all its events tell, is in no queue any more: ")
                       : QStringLiteral("%1 tasks that wait, for all their events tell, are in no queue any more: ")
                             .arg(tasks))
        + QStringLiteral("purged, or taken by a worker that tells no events");
}

QStringList unreadableTexts(const ph::queues::QueueListing &listing)
{
    QStringList texts;
    const auto add = [&texts](const wording::FindingWords &words) {
        texts << visible(words.sentence + QStringLiteral(": ") + words.detail);
    };
    for (const ph::queues::UnreadableKey &key : listing.unreadable)
        add(wording::keyNotRead(key.displayName(), key.expected));
    for (const ph::queues::QueueStatus &queue : listing.queues)
        if (queue.error)
            add(wording::queueNotRead(queue.displayName(), wording::errorSentence(*queue.error, {}).reason));
    return texts;
}

} // namespace ph::ctl::queues
