// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/tablefilter.h"

#include <QHash>

namespace ph::models {

namespace {

constexpr int s_mostRows = 20'000;

class TableRow final : public wording::FilterRow {
public:
    TableRow(const TableModel *table, const wording::FilterSchema &schema)
        : m_table(table)
    {
        for (const auto &field : schema.fields)
            m_columns.push_back(table->columnOf(field.name));
    }
    void setRow(int row) { m_row = row; }
    [[nodiscard]] QStringView text(int field) const override
    {
        const int column = m_columns[size_t(field)];
        m_text = column < 0 ? QString() : m_table->text(m_row, column);
        return m_text;
    }
    [[nodiscard]] std::optional<double> number(int field) const override
    {
        const int column = m_columns[size_t(field)];
        if (column < 0)
            return std::nullopt;
        const SortKey key = m_table->sortKey(m_row, column);
        if (const auto *whole = std::get_if<qint64>(&key))
            return double(*whole);
        if (const auto *real = std::get_if<double>(&key))
            return *real;
        return std::nullopt;
    }
    [[nodiscard]] QStringView visibleText() const override
    {
        m_text = m_table->filterText(m_row);
        return m_text;
    }

private:
    const TableModel *m_table;
    std::vector<int> m_columns;
    int m_row = 0;
    mutable QString m_text;
};

} // namespace

RowFilter tableFilter(const TableModel *table, const wording::FilterSchema &schema, const QString &text,
    const wording::FilterMoment &moment)
{
    const auto parsed = wording::parseFilter(text, schema, moment);
    auto row = std::make_shared<TableRow>(table, schema);
    auto matcher = std::make_shared<wording::FilterMatcher>(parsed.filter, schema);
    return [row, matcher](int at) {
        row->setRow(at);
        return matcher->matches(*row);
    };
}

FacetSource tableValues(const TableModel *table, const wording::FilterSchema &schema, const Clock &clock)
{
    return [table, schema, &clock](int field, const QString &typed, const QString &others) {
        const RowFilter isLeft = others.isEmpty() ? RowFilter() : tableFilter(table, schema, others, {clock.wall()});
        QHash<QString, qint64> counts;
        const int column = table->columnOf(schema.fields.value(field).name);
        for (int row = 0, n = column < 0 ? 0 : std::min(table->rowCount(), s_mostRows); row < n; ++row) {
            const QString value = table->isGap(row) ? QString() : table->text(row, column);
            if (!value.isEmpty() && value.contains(typed, Qt::CaseInsensitive))
                counts[value] += !isLeft || isLeft(row) ? 1 : 0;
        }
        QList<wording::ValueCount> all;
        for (auto it = counts.cbegin(); it != counts.cend(); ++it)
            all.append({it.key(), it.value()});
        return all;
    };
}

} // namespace ph::models
