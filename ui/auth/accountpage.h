// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/auth/accountforms.h"

namespace ph::ui {

/// One's own account in one environment. When the person leaves (AccountModel::left()) all forms are made anew, so that
/// nothing of one person, typed or told, can be there for the next.
class AccountPage final : public QWidget {
    Q_OBJECT
public:
    /// `dialogs` outlives it.
    AccountPage(models::AccountModel &model, const Clock &clock, DialogLayer &dialogs, QWidget *parent = nullptr);
    /// Where it is, for confirmations: the environment's name, and the word and tone of its badge.
    void setEnvironment(const QString &name, const QString &word, Tone tone);

private:
    void begin();

    models::AccountModel &m_model;
    const Clock &m_clock;
    DialogLayer &m_dialogs;
    AccountForms *m_forms = nullptr;
    QString m_environment;
    QString m_environmentWord;
    Tone m_environmentTone = Tone::Muted;
};

} // namespace ph::ui
