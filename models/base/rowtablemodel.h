// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/tablemodel.h"

#include <QHash>
#include <QSet>
#include <functional>

namespace ph::models {

/// One line of a column table: how a column is read from a row.
/// `{{"name", tr("Name"), ColumnKind::Strong}, [](const Queue &q) { return q.name; }}`
template <class Row>
struct Column {
    ColumnInfo info;
    std::function<QString(const Row &)> text;
    std::function<SortKey(const Row &)> sort {}; ///< without: by text
    std::function<Status(const Row &)> status {};
    std::function<QString(const Row &)> toolTip {};
    std::function<QVariant(const Row &)> extra {}; ///< the series of a Sparkline column, the share of a Meter column
    std::function<bool(const Row &)> isStale {}; ///< last known, not current: drawn paler
};

/// A table kept as rows of one struct (equality comparable). update() takes the whole new truth and announces the
/// difference. For up to some ten thousand rows.
template <class Row>
class RowTableModel : public TableModel {
public:
    using IdOf = std::function<QString(const Row &)>;

    RowTableModel(QList<Column<Row>> columns, IdOf idOf, QObject *parent = nullptr)
        : TableModel(parent)
        , m_table(std::move(columns))
        , m_idOf(std::move(idOf))
    {
        for (const auto &column : m_table)
            m_columns.append(column.info);
    }

    [[nodiscard]] const QList<ColumnInfo> &columns() const override { return m_columns; }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }
    [[nodiscard]] QString id(int row) const override { return m_idOf(m_rows[row]); }
    [[nodiscard]] QString text(int row, int column) const override { return m_table[column].text(m_rows[row]); }
    [[nodiscard]] SortKey sortKey(int row, int column) const override
    {
        const auto &sort = m_table[column].sort;
        return sort ? sort(m_rows[row]) : SortKey(text(row, column));
    }
    [[nodiscard]] Status status(int row, int column) const override
    {
        const auto &status = m_table[column].status;
        return status ? status(m_rows[row]) : Status::None;
    }
    [[nodiscard]] QString toolTip(int row, int column) const override
    {
        const auto &tip = m_table[column].toolTip;
        return tip ? tip(m_rows[row]) : QString();
    }
    [[nodiscard]] QVariant extra(int row, int column, int role) const override
    {
        if (const auto &isStale = m_table[column].isStale; isStale && role == StaleRole)
            return isStale(m_rows[row]);
        const auto &extra = m_table[column].extra;
        const bool wanted = (role == SeriesRole && m_columns[column].kind == ColumnKind::Sparkline)
            || (role == ShareRole && m_columns[column].kind == ColumnKind::Meter);
        return extra && wanted ? extra(m_rows[row]) : QVariant();
    }
    [[nodiscard]] int rowOf(const QString &id) const override { return m_rowOfId.value(id, -1); }

    [[nodiscard]] const Row &row(int row) const { return m_rows[row]; }
    [[nodiscard]] const Row *find(const QString &id) const
    {
        const int at = rowOf(id);
        return at < 0 ? nullptr : &m_rows[at];
    }

    /// Rows that are gone are removed, known ones changed in place, new ones appended (views sort through an
    /// IndexModel). Of two rows with one id the first counts.
    void update(const QList<Row> &rows)
    {
        QHash<QString, const Row *> wanted;
        QList<const Row *> inOrder;
        for (const Row &row : rows) {
            const QString id = m_idOf(row);
            if (!wanted.contains(id)) {
                wanted.insert(id, &row);
                inOrder.append(&row);
            }
        }
        removeAbsent(wanted);
        changeKnown(wanted);
        append(inOrder);
    }

private:
    void removeAbsent(const QHash<QString, const Row *> &wanted)
    {
        for (int last = int(m_rows.size()) - 1; last >= 0; --last) {
            if (wanted.contains(id(last)))
                continue;
            int first = last;
            while (first > 0 && !wanted.contains(id(first - 1)))
                --first;
            beginRemoveRows({}, first, last);
            m_rows.remove(first, last - first + 1);
            reindex();
            endRemoveRows();
            last = first;
        }
    }

    void changeKnown(const QHash<QString, const Row *> &wanted)
    {
        QList<int> touched;
        int firstColumn = int(m_table.size());
        int lastColumn = -1;
        for (int at = 0; at < m_rows.size(); ++at) {
            const Row &fresh = *wanted.value(id(at));
            if (m_rows[at] == fresh)
                continue;
            for (int column = 0; column < m_table.size(); ++column) {
                if (!looksDifferent(m_table[column], m_rows[at], fresh))
                    continue;
                firstColumn = std::min(firstColumn, column);
                lastColumn = std::max(lastColumn, column);
            }
            m_rows[at] = fresh;
            touched.append(at);
        }
        if (lastColumn >= 0)
            touch(touched, firstColumn, lastColumn);
        else if (!touched.isEmpty())
            Q_EMIT rowsTouched(touched); // nothing visible, but filters may look at it
    }

    static bool looksDifferent(const Column<Row> &column, const Row &a, const Row &b)
    {
        return column.text(a) != column.text(b) || (column.status && column.status(a) != column.status(b))
            || (column.sort && compareKeys(column.sort(a), column.sort(b)) != 0)
            || (column.extra && column.extra(a) != column.extra(b))
            || (column.isStale && column.isStale(a) != column.isStale(b));
    }

    void append(const QList<const Row *> &rows)
    {
        QList<Row> fresh;
        for (const Row *row : rows)
            if (!m_rowOfId.contains(m_idOf(*row)))
                fresh.append(*row);
        if (fresh.isEmpty())
            return;
        const int at = int(m_rows.size());
        beginInsertRows({}, at, at + int(fresh.size()) - 1);
        m_rows.append(fresh);
        for (int i = at; i < m_rows.size(); ++i)
            m_rowOfId.insert(id(i), i);
        endInsertRows();
    }

    void reindex()
    {
        m_rowOfId.clear();
        for (int i = 0; i < m_rows.size(); ++i)
            m_rowOfId.insert(id(i), i);
    }

    QList<Column<Row>> m_table;
    QList<ColumnInfo> m_columns;
    IdOf m_idOf;
    QList<Row> m_rows;
    QHash<QString, int> m_rowOfId;
};

} // namespace ph::models
