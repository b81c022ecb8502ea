// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/auth/accountmodel.h"

#include <QMenu>

namespace ph::ui {

/// What opens under the person's icon: who, by which role, how sure; then the ways to account, lock and sign-out.
/// Without a session: "Sign in".
class UserMenu final : public QMenu {
    Q_OBJECT
public:
    explicit UserMenu(models::AccountModel &model, QWidget *parent = nullptr);
    /// "dana@northwind.example · admin", for the status bar and the icon's tooltip; data.
    [[nodiscard]] QString summary() const;

Q_SIGNALS:
    void accountRequested();
    void signInRequested();
    void secondFactorRequested();
    void lockRequested();

private:
    void rebuild();
    models::AccountModel &m_model;
};

} // namespace ph::ui
