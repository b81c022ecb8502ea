// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queues/queuesmodel.h"
#include "ui/components/card.h"

class QGridLayout;

namespace ph::ui {

class SegmentBar;

/// Overview: how many workers are alive, late and lost, which are not well, and how busy the rest is.
class WorkersPanel final : public Card {
    Q_OBJECT
public:
    explicit WorkersPanel(models::QueuesModel &model, QWidget *parent = nullptr);

private:
    struct Line {
        Label *name;
        Label *words;
        MonoLabel *figure;
    };
    void refresh();
    void setLine(int at, const QString &name, const QString &words, const QString &figure, Tone tone);
    /// Those that need a look by name; returns how many lines were used.
    int showUnwell();
    int showOffline(int used);

    models::QueuesModel &m_model;
    std::array<Label *, 3> m_counts {}; ///< alive, late, lost
    std::array<Label *, 3> m_words {};
    SegmentBar *m_bar;
    QGridLayout *m_grid;
    QList<Line> m_lines;
    Label *m_empty;
};

} // namespace ph::ui
