// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/column.h"
#include "services/platform/linkboard.h"

#include <QAbstractListModel>
#include <QPointer>
#include <QTimer>

namespace ph::models {

/// One link as it is shown: always a word or number beside the dot.
struct LinkRow {
    QString id;
    QString name; ///< "Redis broker"
    QString shortName; ///< "Broker": where there is little room; the name where it is somebody's own
    QString brief; ///< "0.4 ms", "silent 4 m 9 s", "down 12 s"
    QString words; ///< "live", "no answer, next try in 4 s": for the Overview
    QString answer; ///< "31 ms"; "–" when it does not answer
    QString heard; ///< "0.8 s": how long ago the last byte came
    QString detail; ///< sentences for the tooltip and the popup: address, reason, next try
    QString error; ///< with trouble: the same and the technical details, to be copied; no secret is in it
    Status status = Status::None;
    bool canRetry = false;
    bool operator==(const LinkRow &) const = default;
};

/// The links of the environment for the strip and the Overview; ages grow by themselves, once a second.
class LinkStripModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { NameRole = Qt::UserRole + 1, BriefRole, DetailRole, StatusRole, IdRole };

    explicit LinkStripModel(const Clock &clock, QObject *parent = nullptr);
    /// Null: no environment is open. `board` may die first.
    void setBoard(const platform::LinkBoard *board);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] const LinkRow &row(int at) const { return m_rows[at]; }
    [[nodiscard]] const QList<LinkRow> &rows() const { return m_rows; }

    /// How a link reads at `now`. A live link that was not heard for longer than its limit is silent, not live.
    [[nodiscard]] static LinkRow describe(const platform::LinkInfo &link, MonoTime now);

private:
    void refresh();

    const Clock &m_clock;
    QPointer<const platform::LinkBoard> m_board;
    QList<LinkRow> m_rows;
    QTimer m_tick;
};

} // namespace ph::models
