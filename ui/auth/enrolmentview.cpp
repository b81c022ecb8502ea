// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/auth/enrolmentview.h"

#include "ui/auth/authtexts.h"
#include "ui/components/layout.h"

namespace ph::ui {

namespace {

/// In groups of four, as authenticator apps show it.
QString grouped(QByteArrayView secret)
{
    QString text;
    for (qsizetype i = 0; i < secret.size(); ++i) {
        if (i > 0 && i % 4 == 0)
            text += u' ';
        text += QLatin1Char(secret[i]);
    }
    return text;
}

} // namespace

EnrolmentView::EnrolmentView(models::AccountModel &model, SecretClipboard &clipboard, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_clipboard(clipboard)
    , m_qr(new QrCodeView)
    , m_secret(new MonoLabel)
    , m_copy(new Button(tr("Copy the secret")))
    , m_copyNote(new Label({}, TextStyle::Small, Tone::Muted))
    , m_banner(new Banner)
    , m_code(new CodeField(tr("First code of your authenticator app")))
    , m_confirm(new Button(tr("Finish", "button: end of setting up an authenticator app"), ButtonRole::Primary))
    , m_cancel(new Button(tr("Cancel")))
{
    m_qr->setObjectName(QStringLiteral("qr"));
    m_secret->setObjectName(QStringLiteral("secret"));
    m_secret->setWrapped(true);
    m_secret->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_copy->setObjectName(QStringLiteral("copySecret"));
    m_copy->setThemeIcon("copy");
    m_copy->setCompact(true);
    m_code->setObjectName(QStringLiteral("firstCode"));
    m_confirm->setObjectName(QStringLiteral("finish"));
    auto *row = hbox(this, {}, 20);
    row->addWidget(m_qr, 0, Qt::AlignTop);
    auto *column = vbox(nullptr, {}, 8);
    auto *how
        = new Label(tr("1. Scan the code with an authenticator app, or type the secret into it."), TextStyle::Body);
    how->setWrapped(true);
    column->addWidget(how);
    column->addWidget(m_secret);
    auto *copyRow = hbox(nullptr, {}, 8);
    copyRow->addWidget(m_copy);
    copyRow->addWidget(m_copyNote, 1);
    column->addLayout(copyRow);
    column->addSpacing(6);
    auto *prove = new Label(
        tr("2. Enter the code that the app shows. Your other sessions are signed out then."), TextStyle::Body);
    prove->setWrapped(true);
    column->addWidget(prove);
    column->addWidget(m_banner);
    m_code->setFixedWidth(220);
    column->addWidget(m_code, 0, Qt::AlignLeading);
    auto *buttons = hbox(nullptr, {}, 8);
    buttons->addWidget(m_confirm);
    buttons->addWidget(m_cancel);
    buttons->addStretch(1);
    column->addLayout(buttons);
    column->addStretch(1);
    row->addLayout(column, 1);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        if (m_model.enrolment())
            m_clipboard.copy(m_model.enrolment()->secret);
    });
    connect(&m_clipboard, &SecretClipboard::changed, this, &EnrolmentView::refresh);
    connect(m_confirm, &QPushButton::clicked, this, &EnrolmentView::submit);
    connect(m_code, &CodeField::completed, this, &EnrolmentView::submit);
    connect(m_code, &QLineEdit::textChanged, this, &EnrolmentView::refresh);
    connect(m_cancel, &QPushButton::clicked, &m_model, &models::AccountModel::abandonEnrolment);
}

void EnrolmentView::submit()
{
    if (m_code->isComplete() && !m_model.isBusy())
        m_model.confirmEnrolment(m_code->takeCode());
}

void EnrolmentView::showSecret()
{
    const auto &enrolment = m_model.enrolment();
    if (m_isShown == (enrolment != nullptr) && m_shown.lock() == enrolment)
        return;
    m_isShown = enrolment != nullptr; // the weak pointer alone cannot tell "gone" from "never there"
    m_shown = enrolment;
    m_qr->clear();
    m_secret->setText({});
    if (!enrolment)
        return;
    m_qr->setText(enrolment->uri.reveal());
    m_secret->setText(grouped(enrolment->secret.reveal()));
    m_code->setFocus();
}

void EnrolmentView::refresh()
{
    showSecret();
    const bool failed = m_model.enrolment() && m_model.problem();
    m_banner->setVisible(failed);
    if (failed)
        m_banner->setMessage(authMessage(*m_model.problem(), tr("The authenticator app was not added")));
    const int left = m_clipboard.secondsLeft();
    m_copyNote->setText(left > 0 ? tr("On the clipboard for %1 s.", "countdown").arg(left) : QString());
    m_confirm->setEnabled(m_code->isComplete() && !m_model.isBusy());
    m_cancel->setEnabled(!m_model.isBusy());
}

} // namespace ph::ui
