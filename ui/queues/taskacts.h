// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/queues/queueacts.h"

namespace ph::ui {

/// What can be done to tasks: whether it can be done now, and the review that a click starts.
class TaskActs final : public QueueActs {
    Q_OBJECT
public:
    using QueueActs::QueueActs;

    [[nodiscard]] QList<RowAction> all();

    [[nodiscard]] static QKeySequence revokeKey() { return QKeySequence(QStringLiteral("Shift+R")); }
    [[nodiscard]] static QKeySequence terminateKey() { return QKeySequence(QStringLiteral("Shift+T")); }

    void revoke(const QStringList &ids, bool terminate);

private:
    [[nodiscard]] static QString severalText(qsizetype open, qsizetype selected, bool terminate);
    [[nodiscard]] ActionState revokeState(const QStringList &ids, bool terminate) const;
    /// Why the Guard would refuse; empty when it would not, or when the review says how to get further.
    [[nodiscard]] QString refusalOf(const operations::ActionSpec &spec, const QStringList &tasks) const;
};

} // namespace ph::ui
