// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shellpanels.h"

#include "ui/components/layout.h"
#include "ui/components/safetext.h"
#include "ui/components/statepill.h"

#include <QGridLayout>

namespace ph::ui {

using models::Status;

namespace {
constexpr int s_mostActs = 6;
}

LinksPanel::LinksPanel(ShellContext &context, QWidget *parent)
    : Card(tr("Links", "panel of the Overview"), parent)
    , m_model(context.links)
    , m_grid(new QGridLayout)
    , m_empty(new Label(tr("No environment is open.", "empty panel of links"), TextStyle::Small, Tone::Muted))
{
    m_grid->setHorizontalSpacing(10);
    m_grid->setVerticalSpacing(6);
    m_grid->setColumnStretch(2, 1);
    auto *answer
        = new Label(tr("answer", "head of a column: how long a link takes to answer"), TextStyle::Small, Tone::Muted);
    auto *heard = new Label(
        tr("last heard", "head of a column: age of the last byte of a link"), TextStyle::Small, Tone::Muted);
    for (Label *head : {answer, heard}) {
        head->setElide(Qt::ElideNone);
        head->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    }
    m_grid->addWidget(answer, 0, 3);
    m_grid->addWidget(heard, 0, 4);
    content()->addLayout(m_grid);
    content()->addWidget(m_empty);
    content()->addStretch(1);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &LinksPanel::rebuild);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &LinksPanel::refresh);
    rebuild();
}

void LinksPanel::rebuild()
{
    for (const auto &row : std::as_const(m_rows))
        qDeleteAll(row);
    m_rows.clear();
    m_wide.clear();
    for (int at = 0; at < m_model.rowCount(); ++at) {
        auto *dot = new StateDot;
        auto *name = new Label({}, TextStyle::BodyMedium);
        name->setElide(Qt::ElideNone);
        auto *words = new Label({}, TextStyle::Small, Tone::Muted);
        words->setWrapped(true); // what is wrong and when it is tried again is never cut
        auto *answer = new MonoLabel({}, Tone::Muted);
        auto *heard = new MonoLabel({}, Tone::Muted);
        const QList<QWidget *> row {dot, name, words, answer, heard};
        for (Label *number : {static_cast<Label *>(answer), static_cast<Label *>(heard)}) {
            number->setElide(Qt::ElideNone);
            number->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
        }
        for (int column = 0; column < row.size(); ++column)
            m_grid->addWidget(row[column], at + 1, column, column == 0 ? Qt::AlignCenter : Qt::Alignment());
        m_wide << false;
        m_rows << row;
    }
    m_empty->setVisible(m_rows.isEmpty());
    refresh();
}

void LinksPanel::refresh()
{
    int down = 0;
    int impaired = 0;
    for (int at = 0; at < m_rows.size() && at < m_model.rowCount(); ++at) {
        const models::LinkRow &link = m_model.row(at);
        const bool bad = link.status == Status::Failed || link.status == Status::Warning;
        down += link.status == Status::Failed;
        impaired += link.status == Status::Warning;
        const Tone tone = bad ? toneOf(link.status) : Tone::Muted;
        const auto label = [&](int column, const QString &text, Tone toneOfText) {
            auto *each = static_cast<Label *>(m_rows[at][column]);
            each->setText(text);
            each->setTone(toneOfText);
        };
        static_cast<StateDot *>(m_rows[at][0])->setStatus(link.status);
        label(1, link.name, Tone::Text);
        label(2, link.words, tone);
        m_rows[at][2]->setToolTip(plainToolTip(link.detail));
        widen(at, bad && link.answer == QStringLiteral("–"));
        label(3, link.answer, Tone::Muted);
        label(4, link.heard, tone);
    }
    QStringList parts {
        m_rows.size() == 1 ? tr("one link", "note of a panel") : tr("%1 links", "note of a panel").arg(m_rows.size())};
    if (down > 0)
        parts << tr("%1 down", "number of links").arg(down);
    if (impaired > 0)
        parts << tr("%1 impaired", "number of links").arg(impaired);
    header()->setNote(m_rows.isEmpty() ? QString() : parts.join(QStringLiteral(" · ")), Tone::Muted);
}

/// A link without an answer needs no column for it: its words get the room.
void LinksPanel::widen(int at, bool wide)
{
    if (m_wide[at] == wide)
        return;
    m_wide[at] = wide;
    m_rows[at][3]->setVisible(!wide);
    m_grid->removeWidget(m_rows[at][2]);
    m_grid->addWidget(m_rows[at][2], at + 1, 2, 1, wide ? 2 : 1);
}

ActsPanel::ActsPanel(ShellContext &context, QWidget *parent)
    : Card(tr("Recent acts", "panel of the Overview"), parent)
    , m_context(context)
    , m_rows(vbox(nullptr, {}, 8))
{
    content()->addLayout(m_rows);
    content()->addStretch(1);
    m_soon.setSingleShot(true);
    m_soon.setInterval(100);
    connect(&m_soon, &QTimer::timeout, this, &ActsPanel::rebuild);
    connect(&context.activity, &models::ActivityModel::countsChanged, &m_soon, qOverload<>(&QTimer::start));
    connect(&context.time, &models::TimeScope::zoneChanged, &m_soon, qOverload<>(&QTimer::start));
    rebuild();
}

void ActsPanel::rebuild()
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    const models::ActivityModel &activity = m_context.activity;
    for (int at = 0; at < std::min(activity.rowCount(), s_mostActs); ++at) {
        const auto &run = activity.run(at);
        auto *box = new QWidget;
        auto *row = hbox(box, {}, 10);
        row->addWidget(
            new StatePill(models::ActivityModel::phaseWord(run.phase), models::ActivityModel::statusOf(run.phase)));
        row->addWidget(new Label(run.title, TextStyle::BodyMedium), 1);
        auto *who = new Label(run.program.isEmpty() || run.program == operations::programName()
                ? run.who
                //: who did something, and through which program
                : tr("%1 through %2").arg(run.who, run.program),
            TextStyle::Small, Tone::Muted);
        row->addWidget(who);
        auto *when = new MonoLabel(wording::clockTime(run.startedAt), Tone::Muted);
        when->setElide(Qt::ElideNone);
        row->addWidget(when);
        m_rows->addWidget(box);
    }
    if (activity.rowCount() == 0) {
        auto *none
            = new Label(tr("Nothing was changed from here yet.", "empty panel of acts"), TextStyle::Small, Tone::Muted);
        none->setWrapped(true);
        m_rows->addWidget(none);
    }
}

} // namespace ph::ui
