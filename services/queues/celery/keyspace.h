// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <optional>

namespace ph::queues::celery {

/// Names of Celery's keys and channels on one broker (contract §1). Everything here is pure text work.
/// The channel names carry the database number themselves: Redis pub/sub ignores SELECT.
struct KeySpace {
    int database = 0;
    QByteArray prefix {}; ///< transport option global_keyprefix: before every key and every channel
    QList<int> prioritySteps {0, 3, 6, 9}; ///< transport option priority_steps
    QByteArray separator {"\x06\x16"}; ///< transport option sep

    /// The list of one priority step; step 0 is the bare name.
    [[nodiscard]] QByteArray queueKey(const QByteArray &queue, int step) const;
    /// One key per priority step, in the order workers drain them.
    [[nodiscard]] QList<QByteArray> queueKeys(const QByteArray &queue) const;

    [[nodiscard]] QByteArray unacked() const { return prefix + "unacked"; }
    [[nodiscard]] QByteArray unackedIndex() const { return prefix + "unacked_index"; }
    [[nodiscard]] QByteArray bindingKey(const QByteArray &exchange) const
    {
        return prefix + "_kombu.binding." + exchange;
    }
    /// Glob for SCAN over all binding tables.
    [[nodiscard]] QByteArray bindingPattern() const;
    /// The exchange of a binding table's key; nothing if the key is none, or one of Celery's own (celeryev, pidbox,
    /// replies).
    [[nodiscard]] std::optional<QByteArray> queueExchangeOf(const QByteArray &key) const;
    /// Queue named by a member of a binding table.
    [[nodiscard]] std::optional<QByteArray> queueOfBinding(const QByteArray &member) const;

    /// Glob for PSUBSCRIBE; with channel ACLs the allowed pattern must equal it literally.
    [[nodiscard]] QByteArray eventPattern() const;
    [[nodiscard]] QByteArray pidboxChannel() const;

    /// The table of nodes that take remote control; a member's node.
    [[nodiscard]] QByteArray pidboxBindingKey() const { return bindingKey("celery.pidbox"); }
    [[nodiscard]] std::optional<QByteArray> nodeOfPidboxBinding(const QByteArray &member) const;

    /// Remote control replies: the table of reply queues, our member in it, and our reply list.
    [[nodiscard]] QByteArray replyBindingKey() const { return bindingKey("reply.celery.pidbox"); }
    [[nodiscard]] QByteArray replyBindingMember(const QByteArray &replyId) const;
    [[nodiscard]] QByteArray replyQueue(const QByteArray &replyId) const;
};

/// Names of the result backend; it has a prefix of its own.
struct ResultKeySpace {
    QByteArray prefix {};

    [[nodiscard]] QByteArray key(const QByteArray &taskId) const { return prefix + "celery-task-meta-" + taskId; }
    /// Glob for SCAN.
    [[nodiscard]] QByteArray pattern() const;
    [[nodiscard]] std::optional<QByteArray> taskIdOf(const QByteArray &key) const;
};

/// `text` with Redis's glob characters escaped.
[[nodiscard]] QByteArray globEscaped(const QByteArray &text);

} // namespace ph::queues::celery
