// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/auth/accountmodel.h"
#include "ui/components/banner.h"

class QLineEdit;

namespace ph::ui {

/// A new password, twice, and the mailed code when the server asks for one.
class PasswordForm final : public QWidget {
    Q_OBJECT
public:
    explicit PasswordForm(models::AccountModel &model, QWidget *parent = nullptr);
    /// `problem` is of this form (the model is shared with others).
    void refresh(const std::optional<Error> &problem);

    /// It was done: the fields are empty again, and it is said.
    void showChanged();

Q_SIGNALS:
    void submitted(const QString &password, const QString &nonce);

private:
    void submit();

    models::AccountModel &m_model;
    Banner *m_banner;
    QLineEdit *m_password;
    QLineEdit *m_repeat;
    Label *m_nonceLabel;
    QLineEdit *m_nonce;
    Label *m_hint;
    Button *m_change;
    bool m_isChanged = false;
};

} // namespace ph::ui
