// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/auth/passwordform.h"

#include "ui/auth/authtexts.h"
#include "ui/components/layout.h"

#include <QGridLayout>
#include <QLineEdit>

namespace ph::ui {

PasswordForm::PasswordForm(models::AccountModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_banner(new Banner)
    , m_password(new QLineEdit)
    , m_repeat(new QLineEdit)
    , m_nonceLabel(new Label(tr("Code from the e-mail"), TextStyle::SmallStrong, Tone::Muted))
    , m_nonce(new QLineEdit)
    , m_hint(new Label({}, TextStyle::Small, Tone::Muted))
    , m_change(new Button(tr("Change password")))
{
    m_password->setObjectName(QStringLiteral("newPassword"));
    m_repeat->setObjectName(QStringLiteral("repeatPassword"));
    m_nonce->setObjectName(QStringLiteral("nonce"));
    m_change->setObjectName(QStringLiteral("changePassword"));
    auto *column = vbox(this, {}, 8);
    column->addWidget(m_banner);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    const auto add = [grid](int at, Label *label, QLineEdit *field) {
        label->setBuddy(field);
        field->setAccessibleName(label->fullText());
        field->setMinimumWidth(220);
        grid->addWidget(label, 0, at);
        grid->addWidget(field, 1, at);
    };
    add(0, new Label(tr("New password"), TextStyle::SmallStrong, Tone::Muted), m_password);
    add(1, new Label(tr("Again"), TextStyle::SmallStrong, Tone::Muted), m_repeat);
    add(2, m_nonceLabel, m_nonce);
    for (QLineEdit *field : {m_password, m_repeat})
        field->setEchoMode(QLineEdit::Password);
    grid->addWidget(m_change, 1, 3);
    grid->setColumnStretch(4, 1);
    column->addLayout(grid);
    column->addWidget(m_hint);
    connect(m_change, &QPushButton::clicked, this, &PasswordForm::submit);
    for (QLineEdit *field : {m_password, m_repeat, m_nonce}) {
        connect(field, &QLineEdit::returnPressed, this, &PasswordForm::submit);
        connect(field, &QLineEdit::textChanged, this, [this](const QString &text) {
            m_isChanged &= text.isEmpty();
            refresh({});
        });
    }
    refresh({});
}

void PasswordForm::submit()
{
    if (m_change->isEnabled())
        Q_EMIT submitted(m_password->text(), m_nonce->text().trimmed());
}

void PasswordForm::showChanged()
{
    for (QLineEdit *field : {m_password, m_repeat, m_nonce})
        field->clear();
    m_isChanged = true;
    refresh({});
}

void PasswordForm::refresh(const std::optional<Error> &problem)
{
    const bool isAsked = m_model.needsNonce();
    m_nonceLabel->setVisible(isAsked);
    m_nonce->setVisible(isAsked);
    m_banner->setVisible(problem.has_value());
    if (problem)
        m_banner->setMessage(authMessage(*problem, tr("The password was not changed")));
    const bool differs = !m_repeat->text().isEmpty() && m_repeat->text() != m_password->text();
    m_hint->setText(differs ? tr("The two do not match.")
            : m_isChanged   ? tr("The password was changed. Use the new one from now on.")
            : isAsked       ? tr("A code was sent to %1.", "e-mail address").arg(m_model.state().email)
                            : QString());
    m_hint->setTone(m_isChanged && !differs ? Tone::Ok : Tone::Muted);
    m_hint->setVisible(!m_hint->fullText().isEmpty());
    const bool isComplete = !m_password->text().isEmpty() && m_password->text() == m_repeat->text()
        && (!isAsked || !m_nonce->text().trimmed().isEmpty());
    m_change->setEnabled(isComplete && !m_model.isBusy());
}

} // namespace ph::ui
