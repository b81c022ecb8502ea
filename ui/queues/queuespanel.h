// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queues/queuesmodel.h"
#include "ui/components/card.h"

class QGridLayout;

namespace ph::ui {

class Sparkline;

/// Overview: the queues that matter most, what waits in them and whether they drain.
class QueuesPanel final : public Card {
    Q_OBJECT
public:
    explicit QueuesPanel(models::QueuesModel &model, QWidget *parent = nullptr);

    /// Trouble first, then what has most waiting; at most `most`.
    [[nodiscard]] static QList<models::QueueRow> worst(const models::QueueListModel &model, int most);
    /// What becomes of the queue if all goes on as in the last minute: "empty in about 12 min", "keeps up", "not
    /// draining".
    [[nodiscard]] static QString outlook(const models::QueueRow &row);

private:
    struct Line {
        Label *name;
        MonoLabel *waiting;
        MonoLabel *oldest;
        Sparkline *history;
        Label *outlook;
    };
    void refresh();
    void show(const Line &line, const models::QueueRow &row);

    models::QueuesModel &m_model;
    QGridLayout *m_grid;
    QList<Line> m_lines;
    Label *m_empty;
};

} // namespace ph::ui
