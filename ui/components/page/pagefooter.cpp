// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/page/pagefooter.h"

#include "services/wording/numbers.h"
#include "ui/components/label.h"
#include "ui/components/layout.h"
#include "ui/components/page/actionrow.h"
#include "ui/components/tablecolumns.h"
#include "ui/components/tableview.h"

namespace ph::ui {

namespace {
constexpr int s_footerHeight = 30; ///< with and without buttons: the table above keeps its size
}

PageFooter::PageFooter(PageActions &actions, TableView *table, QWidget *parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_table(table)
    , m_text(new Label({}, TextStyle::Small, Tone::Muted))
{
    auto *row = hbox(this, {16, 4, 16, 4}, 8);
    row->addWidget(m_text, 1);
    auto *buttons = hbox(nullptr, {}, 8);
    row->addLayout(buttons);
    setMinimumHeight(s_footerHeight);
    m_buttons = new ActionRow(ActionRow::Kind::Bar, buttons, m_table, [this] { return m_table->selectedIds(); }, this);
}

void PageFooter::refresh()
{
    QStringList parts;
    if (const qsizetype selected = m_table->selectedIds().size(); selected > 0)
        parts << tr("%1 selected", "rows of a table").arg(wording::number(qint64(selected)));
    for (const QString &text : {foldedText(), strayText(), gapText()})
        if (!text.isEmpty())
            parts << text;
    m_text->setText(parts.join(QStringLiteral(" · ")));
    refreshActions();
}

/// Two or more selected: what could be done to them, with counts; what cannot says why.
void PageFooter::refreshActions()
{
    const QStringList ids = m_table->selectedIds();
    m_buttons->show({}, ids.size() < 2 ? QList<ActionOffer>() : m_actions.offersFor(ids));
}

QString PageFooter::foldedText() const
{
    QStringList names;
    QStringList values;
    const models::TableModel *table = m_table->index()->table();
    for (const auto &[key, value] : m_table->columns()->folded()) {
        names << table->columns()[table->columnOf(key)].title;
        values << (value.isEmpty() ? tr("empty", "the one value of a hidden column") : value);
    }
    if (names.isEmpty())
        return {};
    return tr("%1 hidden: one value each (%2)", "column names; their values")
        .arg(QLocale().createSeparatedList(names), values.join(QStringLiteral(", ")));
}

/// Why rows are there that the filter does not ask for.
QString PageFooter::strayText() const
{
    const models::IndexModel *index = m_table->index();
    const int rows = index->strayCount();
    if (rows == 0)
        return {};
    const bool isOne = rows == 1;
    if (index->isPaused())
        return isOne ? tr("1 row no longer matches: it leaves when you resume")
                     : tr("%1 rows no longer match: they leave when you resume").arg(rows);
    if (!m_table->selectedIds().isEmpty())
        return isOne ? tr("1 selected row no longer matches: it leaves when you let it go")
                     : tr("%1 selected rows no longer match: they leave when you let them go").arg(rows);
    // the pointer rests on the table, or it is scrolled
    return isOne ? tr("1 row no longer matches: it leaves when the table moves again")
                 : tr("%1 rows no longer match: they leave when the table moves again").arg(rows);
}

QString PageFooter::gapText() const
{
    const int gaps = m_table->index()->hiddenGaps();
    if (gaps == 0)
        return {};
    return gaps == 1 ? tr("1 gap in the stream: sort by time to see it")
                     : tr("%1 gaps in the stream: sort by time to see them").arg(gaps);
}

} // namespace ph::ui
