// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/page/pageactions.h"

class QLayout;

namespace ph::ui {

/// On the button: why it cannot be done, else what it does.
void explainOn(Button *button, const ActionOffer &offer);

/// The buttons of what is offered, in a layout of somebody else's. They are made anew only when they would say
/// something else: a tooltip needs a moment, and so does a click.
class ActionRow final : public QObject {
    Q_OBJECT
public:
    enum class Kind {
        Bar, ///< compact, without icons, none filled; the keyboard goes home when they are made anew
        Panel, ///< full; the keyboard stays where it was among them
    };
    /// `home` takes the keyboard from a button that goes; `target` is asked at the click for what to act upon.
    ActionRow(Kind kind, QLayout *row, QWidget *home, std::function<QStringList()> target, QObject *parent = nullptr);

    /// A further button at the end, made with the others; `make` may return none.
    void setTrailing(std::function<Button *()> make) { m_makeTrailing = std::move(make); }
    /// `about` is whatever else makes buttons others: the object they are for. False: they stay as they are.
    bool show(const QStringList &about, const QList<ActionOffer> &offers);

private:
    [[nodiscard]] Button *makeButton(const ActionOffer &offer);
    void add(Button *button);
    void clear();

    Kind m_kind;
    QLayout *m_row;
    QWidget *m_home;
    std::function<QStringList()> m_target;
    std::function<Button *()> m_makeTrailing;
    QStringList m_said; ///< what the buttons say
};

} // namespace ph::ui
