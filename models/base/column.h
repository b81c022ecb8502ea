// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QMetaType>
#include <QString>
#include <variant>

namespace ph::models {

/// What a cell means to a person. The view picks colour and shape; models know neither.
enum class Status {
    None,
    Ok, ///< done, alive, healthy
    Running, ///< at work now
    Waiting, ///< queued, not yet
    Warning, ///< will break, late, degraded
    Failed, ///< broken now
    Past, ///< over, revoked, expired
};

/// How a column is drawn and aligned.
enum class ColumnKind {
    Text,
    Strong, ///< the object's name
    Muted, ///< secondary text
    Id, ///< mono, shortened in the middle, full id on hover and copy
    Number, ///< right-aligned tabular digits
    Time, ///< right-aligned mono
    Pill, ///< state: dot and word
    Sparkline, ///< SeriesRole
    Meter, ///< ShareRole, 0–1, and the text
};

/// Raw value a column is sorted by; monostate (no value) sorts last in both directions.
using SortKey = std::variant<std::monostate, qint64, double, QString>;

/// < 0, 0, > 0. Text is compared without case. Keys of one column have one type.
[[nodiscard]] int compareKeys(const SortKey &a, const SortKey &b);

enum Role {
    SortRole = Qt::UserRole + 1, ///< raw value
    IdRole, ///< QString, stable id of the row
    StatusRole, ///< Status as int
    FilterTextRole, ///< QString of all visible texts, for free words
    GapRole, ///< bool: this row is a hole in what was observed and spans all columns
    GapDetailRole, ///< QString: second, lighter sentence of a gap
    SeriesRole, ///< QList<double>
    ShareRole, ///< double 0–1
    StaleRole, ///< bool: last known, not current: drawn paler
};

struct ColumnInfo {
    QString key; ///< stable: saved views and the filter language use it
    QString title; ///< translated
    ColumnKind kind = ColumnKind::Text;
    int width = 120; ///< logical pixels at first show
    bool isShown = true;
    bool stretches = false; ///< takes the room that is left
    bool descendingFirst = false; ///< a first click sorts largest or newest first
    QString explanation {}; ///< tooltip of the head: unit, how it is counted
    bool yields = false; ///< is left out while there is too little room: what is missed least beside the details
};

[[nodiscard]] bool alignsRight(ColumnKind kind);

} // namespace ph::models
