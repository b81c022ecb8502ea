// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/auth/accountpage.h"

#include "ui/components/layout.h"

namespace ph::ui {

AccountPage::AccountPage(models::AccountModel &model, const Clock &clock, DialogLayer &dialogs, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_clock(clock)
    , m_dialogs(dialogs)
{
    (void)vbox(this);
    connect(&m_model, &models::AccountModel::left, this, &AccountPage::begin);
    begin();
}

void AccountPage::begin()
{
    if (m_forms != nullptr) {
        m_forms->leave();
        m_forms->hide();
        m_forms->setParent(nullptr);
        m_forms->deleteLater(); // a press in it may be what ends it
    }
    m_forms = new AccountForms(m_model, m_clock, m_dialogs);
    m_forms->setEnvironment(m_environment, m_environmentWord, m_environmentTone);
    layout()->addWidget(m_forms);
    m_forms->show();
}

void AccountPage::setEnvironment(const QString &name, const QString &word, Tone tone)
{
    m_environment = name;
    m_environmentWord = word;
    m_environmentTone = tone;
    m_forms->setEnvironment(name, word, tone);
}

} // namespace ph::ui
