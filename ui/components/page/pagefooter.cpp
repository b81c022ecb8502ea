// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/page/pagefooter.h"

#include "services/wording/numbers.h"
#include "ui/components/label.h"
#include "ui/components/layout.h"
#include "ui/components/page/actionrow.h"
#include "ui/components/tablecolumns.h"
#include "ui/components/tableview.h"

#include <algorithm>

namespace ph::ui {

namespace {
constexpr int s_footerHeight = 30; ///< with and without buttons: the table above keeps its size
}

PageFooter::PageFooter(PageActions &actions, TableView *table, QWidget *parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_table(table)
    , m_selected(new Label({}, TextStyle::Small, Tone::Muted))
    , m_text(new Label({}, TextStyle::Small, Tone::Muted))
    , m_reason(new Label({}, TextStyle::Small, Tone::Muted))
    , m_showFolded(
          new Button(tr("Show", "link: the columns that are hidden because all rows say the same"), ButtonRole::Link))
{
    auto *row = hbox(this, {16, 4, 16, 4}, 8);
    m_selected->setElide(Qt::ElideNone); // how many is never cut
    row->addWidget(m_selected);
    row->addWidget(m_text);
    row->addWidget(m_showFolded);
    row->addStretch(1);
    m_reason->setObjectName(QStringLiteral("whyNot"));
    row->addWidget(m_reason);
    m_showFolded->setObjectName(QStringLiteral("showFolded"));
    m_showFolded->setCompact(true);
    m_showFolded->hide();
    connect(m_showFolded, &QPushButton::clicked, m_table->columns(), &TableColumns::showFolded);
    auto *buttons = hbox(nullptr, {}, 8);
    row->addLayout(buttons);
    setMinimumHeight(s_footerHeight);
    m_buttons = new ActionRow(ActionRow::Kind::Bar, buttons, m_table, [this] { return m_table->selectedIds(); }, this);
}

void PageFooter::refresh()
{
    const qsizetype selected = m_table->selectedIds().size();
    m_selected->setVisible(selected > 0);
    m_selected->setText(tr("%1 selected", "rows of a table").arg(wording::number(qint64(selected))));
    // With acts beside it the room is theirs, and their reasons'.
    const bool hasRoom = selected < 2;
    QStringList parts;
    // the hidden columns last: the link beside it shows them
    for (const QString &text : {strayText(), gapText(), hasRoom ? hiddenText() : QString()})
        if (!text.isEmpty())
            parts << text;
    m_text->setText(parts.join(QStringLiteral(" · ")));
    m_showFolded->setVisible(hasRoom && !hiddenText().isEmpty());
    refreshActions();
}

/// Two or more selected: what could be done to them, with counts; what cannot says why.
void PageFooter::refreshActions()
{
    const QStringList ids = m_table->selectedIds();
    const QList<ActionOffer> offers = ids.size() < 2 ? QList<ActionOffer>() : m_actions.offersFor(ids);
    m_buttons->show({}, offers);
    const QString reason = reasonOf(offers);
    m_reason->setText(reason);
    m_reason->setVisible(!reason.isEmpty());
}

/// Said of the act it holds for, unless it holds for all of them.
QString PageFooter::reasonOf(const QList<ActionOffer> &offers) const
{
    const auto first = std::ranges::find_if(offers, [](const ActionOffer &offer) { return !offer.isEnabled(); });
    if (first == offers.end())
        return {};
    const QString reason = first->state.disabledBecause;
    const bool isOfAll = std::ranges::all_of(
        offers, [&reason](const ActionOffer &offer) { return offer.state.disabledBecause == reason; });
    QString act = first->action->text;
    act.remove(QChar(0x2026));
    //: the name of an act; why it cannot be done
    return isOfAll ? reason : tr("%1: %2").arg(act, reason);
}

QString PageFooter::foldedText() const
{
    QStringList names;
    QString only;
    const models::TableModel *table = m_table->index()->table();
    for (const auto &[key, value] : m_table->columns()->folded()) {
        names << table->columns()[table->columnOf(key)].title;
        only = value;
    }
    if (names.isEmpty())
        return {};
    if (names.size() > 1)
        return tr("The columns %1 are hidden: each says the same in every row.", "column names")
            .arg(QLocale().createSeparatedList(names));
    if (only.isEmpty())
        return tr("The column %1 is hidden: it is empty in every row.").arg(names.first());
    return tr("The column %1 is hidden: it says “%2” in every row.", "column name; its value").arg(names.first(), only);
}

/// Which columns are not shown though nobody hid them, and why.
QString PageFooter::hiddenText() const
{
    QStringList names;
    const models::TableModel *table = m_table->index()->table();
    for (const QString &key : m_table->columns()->yielded())
        names.prepend(table->columns()[table->columnOf(key)].title);
    const QString folded = foldedText();
    if (names.isEmpty())
        return folded;
    //: names of columns
    const QString yielded = tr("No room for %1.").arg(QLocale().createSeparatedList(names));
    return folded.isEmpty() ? yielded : folded + QLatin1Char(' ') + yielded;
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
