// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/celery/keyspace.h"

namespace ph::queues::celery {

QByteArray globEscaped(const QByteArray &text)
{
    QByteArray out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c == '*' || c == '?' || c == '[' || c == ']' || c == '\\' || c == '^')
            out.append('\\');
        out.append(c);
    }
    return out;
}

QByteArray KeySpace::queueKey(const QByteArray &queue, int step) const
{
    return step == 0 ? prefix + queue : prefix + queue + separator + QByteArray::number(step);
}

QList<QByteArray> KeySpace::queueKeys(const QByteArray &queue) const
{
    QList<QByteArray> keys;
    keys.reserve(prioritySteps.size());
    for (const int step : prioritySteps)
        keys << queueKey(queue, step);
    return keys;
}

QByteArray KeySpace::bindingPattern() const { return globEscaped(prefix) + "_kombu.binding.*"; }

std::optional<QByteArray> KeySpace::queueExchangeOf(const QByteArray &key) const
{
    const QByteArray start = bindingKey({});
    if (!key.startsWith(start))
        return std::nullopt;
    const QByteArray exchange = key.mid(start.size());
    // Fan-out tables: their members are somebody's private reply or event queues.
    if (exchange == "celeryev" || exchange == "celery.pidbox" || exchange.endsWith(".celery.pidbox")
        || exchange.isEmpty())
        return std::nullopt;
    return exchange;
}

std::optional<QByteArray> KeySpace::queueOfBinding(const QByteArray &member) const
{
    const auto second = member.lastIndexOf(separator);
    if (second < 0 || member.indexOf(separator) == second)
        return std::nullopt;
    const QByteArray queue = member.mid(second + separator.size());
    if (queue.isEmpty())
        return std::nullopt;
    return queue;
}

QByteArray KeySpace::eventPattern() const
{
    return globEscaped(prefix) + '/' + QByteArray::number(database) + ".celeryev/*";
}

QByteArray KeySpace::pidboxChannel() const { return prefix + '/' + QByteArray::number(database) + ".celery.pidbox"; }

std::optional<QByteArray> KeySpace::nodeOfPidboxBinding(const QByteArray &member) const
{
    static const QByteArray s_ending = ".celery.pidbox";
    const auto queue = queueOfBinding(member);
    return queue && queue->endsWith(s_ending) && queue->size() > s_ending.size()
        ? std::optional(queue->chopped(s_ending.size()))
        : std::nullopt;
}

QByteArray KeySpace::replyBindingMember(const QByteArray &replyId) const
{
    return replyId + separator + separator + replyId + ".reply.celery.pidbox";
}

QByteArray KeySpace::replyQueue(const QByteArray &replyId) const { return prefix + replyId + ".reply.celery.pidbox"; }

QByteArray ResultKeySpace::pattern() const { return globEscaped(prefix) + "celery-task-meta-*"; }

std::optional<QByteArray> ResultKeySpace::taskIdOf(const QByteArray &key) const
{
    const QByteArray start = prefix + "celery-task-meta-";
    if (!key.startsWith(start) || key.size() == start.size())
        return std::nullopt;
    return key.mid(start.size());
}

} // namespace ph::queues::celery
