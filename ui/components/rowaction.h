// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/button.h"

#include <QKeySequence>
#include <QStringList>
#include <functional>

namespace ph::ui {

/// How an action stands for the objects it would act on.
struct ActionState {
    bool isShown = true;
    QString disabledBecause {}; ///< shown beside the button; empty: enabled
    QString text {}; ///< instead of the action's own, with counts: "Retry 128 tasks…"
};

/// An action on rows (or, `onPage`, on all that the filter shows). Text ends in "…" where a review follows.
struct RowAction {
    QString id; ///< that of the ActionSpec: "tasks.revoke"
    QString text;
    QString icon {};
    QKeySequence key {};
    ButtonRole role = ButtonRole::Secondary;
    bool onPage = false;
    std::function<ActionState(const QStringList &ids)> state {}; ///< without: always shown and enabled
    std::function<void(const QStringList &ids)> run {};
    QString hint {}; ///< what it does, for the tooltip, where its text cannot say everything
};

/// What can be done to the selection of a page now, for the palette.
struct SelectionAct {
    QString id;
    QString text;
    QString icon;
    QKeySequence key;
    QString disabledBecause;
    std::function<void()> run; ///< on what was selected when it was asked for; nothing once the page is gone
};

} // namespace ph::ui
