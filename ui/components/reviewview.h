// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QList>
#include <QString>
#include <QStringList>
#include <optional>

namespace ph::ui {

/// What a review dialog shows; made from a plan. All texts are finished sentences (data in them stays plain text).
struct ReviewView {
    struct Gentler {
        QString text; ///< "Restore beside main and copy back …: nothing is lost, about 16 min."
        QString link; ///< "Plan that instead"
    };
    struct Step {
        QString text;
        QString command; ///< the exact command, SQL or request
        QString undo; ///< "add_consumer"; shown as "undo: …"
        QString note; ///< "a later target is still possible"
        bool changesNothing = false;
        bool isPointOfNoReturn = false; ///< from here on there is no way back
        QString returnNote {}; ///< "from here the only way back is a second restore, about 14 min"
    };
    struct Table {
        QStringList heads; ///< the first names the rows
        QList<QStringList> rows;
    };
    /// Counts by tenant, queue …: a number, a name, a bar (its share of all), a remark.
    struct Bar {
        QString name;
        QString count;
        double share = 0;
        QString remark {};
    };
    struct Remark {
        enum class Kind { Warning, Undo, Person, Link };
        Kind kind = Kind::Warning;
        QString strong {}; ///< said first, in amber for warnings
        QString text;
    };
    struct Precondition {
        enum class State { Met, ToAccept, Failed };
        QString text;
        QString evidence;
        State state = State::Met;
    };
    struct Who {
        QString icon; ///< "user-check", "key-round"
        QString text;
        QString evidence;
        bool isMissing = false;
    };

    bool isLarge = false;
    bool isDanger = false; ///< destroys or affects many: red icon and button
    QString icon;
    QString title; ///< verb + object: "Restore cluster main in place"
    QString subtitle {};
    QString subtitleMono {}; ///< set in mono before the subtitle: a time, a filter
    QString environment; ///< word of the badge: "PRODUCTION"
    Tone environmentTone = Tone::Muted;
    QString classText; ///< "Class 3 of 3: type the name · second factor", "Class 1, raised to 2 here"
    std::optional<Gentler> gentler {};
    QString happenNote {}; ///< "about 14 min, API down from step 4 to 7"
    QList<Step> steps;
    QString touchTitle {}; ///< "What will be lost", "Tasks by tenant"
    QString touchNote {};
    std::optional<Table> touchTable {};
    QList<Bar> touchBars {};
    QStringList sample {}; ///< a few ids, in mono
    QList<Remark> remarks {};
    QString preconditionNote {};
    QList<Precondition> preconditions {};
    QString whoNote {};
    QList<Who> who {};
    bool wantsReason = false;
    bool reasonRequired = false;
    QString typedName {}; ///< must be typed to enable the button; empty: no typing
    QString typedLabel {}; ///< "Type the cluster’s name, main, to enable the red button"
    QString verb; ///< "Restore main in place", "Retry 128 tasks"
    QString alternative {}; ///< a second, smaller act: "Leave out the 119, retry 9"
    bool isAlternativeDanger = false; ///< what it does cannot be had back
    /// Why it cannot be done now; the button is disabled and this said beside it, with the way out.
    QString refusal {};
    QString refusalLink {}; ///< "Unlock for 15 minutes…"
};

} // namespace ph::ui
