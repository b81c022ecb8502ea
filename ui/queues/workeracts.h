// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/queues/queueacts.h"

namespace ph::ui {

/// What can be done to workers: turning their events on and off, which living ones hear, and leaving out those that are
/// gone for good.
class WorkerActs final : public QueueActs {
    Q_OBJECT
public:
    using QueueActs::QueueActs;

    [[nodiscard]] QList<RowAction> all();

    [[nodiscard]] static QKeySequence eventsOnKey() { return QKeySequence(QStringLiteral("Shift+E")); }
    [[nodiscard]] static QKeySequence eventsOffKey() { return QKeySequence(QStringLiteral("Shift+D")); }
    [[nodiscard]] static QString forgetId() { return QStringLiteral("queues.forget_workers"); }
    [[nodiscard]] static QKeySequence forgetKey() { return QKeySequence(QStringLiteral("Shift+F")); }

    /// `nodes`: empty is every worker.
    void setEvents(const QStringList &nodes, bool enable);
    /// Workers that run tasks of which no event is heard.
    [[nodiscard]] QStringList nodesWithoutEvents() const;
    /// At once, with an undo: nothing is changed but what this user sees.
    void forget(const QStringList &nodes);
    void bringBack(const QStringList &nodes);

private:
    [[nodiscard]] RowAction eventsAct(bool enable);
    [[nodiscard]] RowAction forgetAct();
    [[nodiscard]] RowAction bringBackAct(bool onPage);
    [[nodiscard]] ActionState eventsState(const QStringList &nodes, bool enable) const;
    [[nodiscard]] ActionState forgetState(const QStringList &nodes) const;
    [[nodiscard]] ActionState bringBackState(const QStringList &nodes, bool onPage) const;
    /// Why none of them would hear a message; empty: one would, or all workers are meant.
    [[nodiscard]] QString deafBecause(const QStringList &nodes) const;
    [[nodiscard]] bool isUp(const QString &node) const;
    /// Not all are forgotten or gone from what is kept.
    [[nodiscard]] bool isAnyListed(const QStringList &nodes) const;
    /// A toast with the error, if it did not work.
    [[nodiscard]] bool hasWorked(const Result<void> &result, const QString &whatDidNotHappen) const;
};

} // namespace ph::ui
