// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/resourcedescriptor.h"

#include <QMenu>

namespace ph::ui {

class PageActions;

/// Puts an entry for each form into the menu: what it makes of these rows goes to the clipboard.
void addCopyForms(QMenu *menu, const QList<CopyAs> &forms, const QStringList &ids);
/// "Copy as" with a menu of the forms; null without any.
[[nodiscard]] Button *makeCopyButton(const QList<CopyAs> &forms, const QStringList &ids);

/// The menu over one or several rows: what can be done to them, with keys, counts and why something cannot be done, and
/// the forms to copy them in.
class RowMenu final : public QMenu {
    Q_OBJECT
public:
    /// `actions` outlives it.
    RowMenu(const PageActions &actions, const QList<CopyAs> &forms, const QStringList &ids, QWidget *parent);

private:
    void addActs(const PageActions &actions, const QStringList &ids);
    void addReason(const QString &reason);
    void addCopy(const QList<CopyAs> &forms, const QStringList &ids);
};

} // namespace ph::ui
