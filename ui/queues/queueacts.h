// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queues/queuesmodel.h"
#include "ui/components/rowaction.h"
#include "ui/operations/reviewflow.h"

namespace ph::ui {

/// What a table of this area can do to its rows: how each act stands for them, and the review that a click starts.
class QueueActs : public QObject {
    Q_OBJECT
public:
    /// `model` outlives it.
    QueueActs(models::QueuesModel &model, ReviewFlow::Place place, QObject *parent);

protected:
    /// Plans the operation, asks, runs it.
    ReviewFlow *review(const operations::ActionSpec &spec, const QString &icon, models::MakeOperation make);
    [[nodiscard]] models::QueuesModel &model() const { return m_model; }
    /// May be null.
    [[nodiscard]] ToastStack *toasts() const { return m_place.toasts; }

private:
    models::QueuesModel &m_model;
    ReviewFlow::Place m_place;
};

} // namespace ph::ui
