// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QString>

namespace ph::ui {

/// A key of a page, as the list of keys tells it.
struct KeyInfo {
    QString keys; ///< as people read it: "Shift+R", "j k"
    QString text;
    QString group {}; ///< the page it belongs to; empty: the one that is open
    QString id {}; ///< of the act, whose key the person may change; empty: it is fixed
    QKeySequence key {}; ///< that of the act before anybody changed it
};

} // namespace ph::ui
