// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/page/shownrows.h"

namespace ph::ui {

QStringList ShownRows::ids() const
{
    QStringList ids;
    const models::TableModel *table = m_index.table();
    for (int row = 0; row < m_index.rowCount(); ++row)
        if (!table->isGap(m_index.sourceRow(row)))
            ids << table->id(m_index.sourceRow(row));
    return ids;
}

int ShownRows::gaps() const
{
    int gaps = 0;
    const models::TableModel *table = m_index.table();
    for (int row = 0; table->gapCount() > 0 && row < m_index.rowCount(); ++row)
        gaps += table->isGap(m_index.sourceRow(row)) ? 1 : 0;
    return gaps;
}

int ShownRows::count() const { return std::max(0, m_index.rowCount() - m_index.strayCount() - gaps()); }

int ShownRows::total() const { return m_index.table()->rowCount() - m_index.table()->gapCount(); }

bool ShownRows::isEmpty() const { return m_index.rowCount() == gaps() && !m_index.isIndexing(); }

QString ShownRows::gapSentence() const
{
    if (m_index.rowCount() == 0)
        return {};
    const int row = m_index.sourceRow(0);
    const QString gap = m_index.table()->text(row, 0);
    const QString detail = m_index.table()->gapDetail(row);
    return detail.isEmpty() ? gap + QLatin1Char('.')
                            : tr("%1: %2.", "a gap of the stream: what is known of it").arg(gap, detail);
}

} // namespace ph::ui
