// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/tablemodel.h"

namespace ph::models {

namespace {
constexpr int s_mostRuns = 32;
}

int compareKeys(const SortKey &a, const SortKey &b)
{
    if (const auto *x = std::get_if<qint64>(&a)) {
        if (const auto *y = std::get_if<qint64>(&b))
            return *x < *y ? -1 : *x > *y ? 1 : 0;
    } else if (const auto *d = std::get_if<double>(&a)) {
        if (const auto *e = std::get_if<double>(&b))
            return *d < *e ? -1 : *d > *e ? 1 : 0;
    } else if (const auto *s = std::get_if<QString>(&a)) {
        if (const auto *t = std::get_if<QString>(&b)) {
            const int order = s->compare(*t, Qt::CaseInsensitive);
            return order != 0 ? order : s->compare(*t);
        }
    }
    return a.index() < b.index() ? -1 : a.index() > b.index() ? 1 : 0;
}

bool alignsRight(ColumnKind kind) { return kind == ColumnKind::Number || kind == ColumnKind::Time; }

Status TableModel::status(int, int) const { return Status::None; }

QString TableModel::toolTip(int, int) const { return {}; }

QString TableModel::filterText(int row) const
{
    QString all;
    for (int column = 0; column < columns().size(); ++column)
        all += text(row, column) + QLatin1Char('\n');
    return all;
}

bool TableModel::isGap(int) const { return false; }

QString TableModel::gapDetail(int) const { return {}; }

int TableModel::gapCount() const
{
    int count = 0;
    for (int row = 0, n = gapColumn() < 0 ? 0 : rowCount(); row < n; ++row)
        count += isGap(row);
    return count;
}

QVariant TableModel::extra(int, int, int) const { return {}; }

int TableModel::rowOf(const QString &wanted) const
{
    for (int row = 0, n = rowCount(); row < n; ++row)
        if (id(row) == wanted)
            return row;
    return -1;
}

int TableModel::columnOf(const QString &key) const
{
    for (int column = 0; column < columns().size(); ++column)
        if (columns()[column].key == key)
            return column;
    return -1;
}

int TableModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(columns().size()); }

QVariant TableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    return cell(index.row(), index.column(), role);
}

QVariant TableModel::cell(int row, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole: return text(row, column);
    case Qt::AccessibleTextRole: return columns()[column].title + QLatin1String(": ") + text(row, column);
    case Qt::AccessibleDescriptionRole: return toolTip(row, column);
    case Qt::ToolTipRole: {
        const QString tip = toolTip(row, column);
        // tooltips guess whether a text is markup: never let data decide that
        return tip.isEmpty() ? QVariant()
                             : QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(tip.toHtmlEscaped());
    }
    case Qt::TextAlignmentRole:
        return int((alignsRight(columns()[column].kind) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case SortRole:
        return std::visit(
            [](const auto &value) -> QVariant {
                if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>)
                    return {};
                else
                    return value;
            },
            sortKey(row, column));
    case IdRole: return id(row);
    case StatusRole: return int(status(row, column));
    case FilterTextRole: return filterText(row);
    case GapRole: return isGap(row);
    case GapDetailRole: return gapDetail(row);
    default: return role >= SeriesRole ? extra(row, column, role) : QVariant();
    }
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columns().size())
        return {};
    const ColumnInfo &column = columns()[section];
    switch (role) {
    case Qt::DisplayRole: return column.title;
    case Qt::ToolTipRole: return column.explanation.isEmpty() ? QVariant() : QVariant(column.explanation);
    case Qt::TextAlignmentRole:
        return int((alignsRight(column.kind) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default: return {};
    }
}

void TableModel::replace(const QList<int> &rows)
{
    if (rows.isEmpty())
        return;
    Q_EMIT dataChanged(index(rows.first(), 0), index(rows.last(), columnCount() - 1));
    Q_EMIT rowsReplaced(rows);
}

void TableModel::touch(const QList<int> &rows, int firstColumn, int lastColumn)
{
    if (rows.isEmpty())
        return;
    const int last = lastColumn < 0 ? columnCount() - 1 : lastColumn;
    int runs = 1;
    for (qsizetype i = 1; i < rows.size(); ++i)
        runs += rows[i] != rows[i - 1] + 1;
    if (runs > s_mostRuns) {
        Q_EMIT dataChanged(index(rows.first(), firstColumn), index(rows.last(), last));
    } else {
        for (qsizetype i = 0; i < rows.size();) {
            qsizetype end = i + 1;
            while (end < rows.size() && rows[end] == rows[end - 1] + 1)
                ++end;
            Q_EMIT dataChanged(index(rows[i], firstColumn), index(rows[end - 1], last));
            i = end;
        }
    }
    Q_EMIT rowsTouched(rows);
}

} // namespace ph::models
