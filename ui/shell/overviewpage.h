// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/card.h"
#include "ui/shell/shellcontext.h"

#include <QTimer>

class QGridLayout;

namespace ph::ui {

/// One verdict: what needs you · look first · what is not seen · the rest is fine, judged n s ago.
class VerdictCard final : public Card {
    Q_OBJECT
public:
    explicit VerdictCard(ShellContext &context, QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();
    void showActions(const std::vector<platform::VerdictLine> &offered);
    void addAction(const platform::VerdictLine &line, ButtonRole role);

    ShellContext &m_context;
    class IconView *m_icon;
    Label *m_lead;
    Label *m_sentence;
    Label *m_detail;
    Label *m_watch;
    Label *m_rest;
    QBoxLayout *m_row;
    QBoxLayout *m_actions;
    QStringList m_shown; ///< what the actions say and lead to
    QTimer m_tick;
};

/// Is everything all right, and if not, where? The verdict over the panels that areas registered.
class OverviewPage final : public AreaPage {
    Q_OBJECT
public:
    explicit OverviewPage(ShellContext &context, QWidget *parent = nullptr);
    [[nodiscard]] static AreaEntry entry();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void rebuild();
    void arrange();
    [[nodiscard]] int columnsThatFit() const;

    ShellContext &m_context;
    QWidget *m_content;
    QGridLayout *m_grid;
    QList<QWidget *> m_panels;
    int m_columns = 0;
};

} // namespace ph::ui
