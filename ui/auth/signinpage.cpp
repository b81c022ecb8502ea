// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/auth/signinpage.h"

#include "ui/components/card.h"
#include "ui/components/iconview.h"
#include "ui/components/layout.h"
#include "ui/components/scroll.h"
#include "ui/components/statepill.h"

namespace ph::ui {

using models::SignInStep;

namespace {

constexpr int columnWidth = 400;

QWidget *placeHead(const SignInPlace &place)
{
    auto *head = new QWidget;
    auto *row = hbox(head, {}, 12);
    auto *icon = new IconView(QStringLiteral("shield-check"), Tone::Accent, size::icon);
    icon->setTile(40);
    row->addWidget(icon);
    auto *column = vbox(nullptr, {}, 2);
    auto *title = new Label(place.title.isEmpty()
            ? QCoreApplication::translate("auth", "Sign in to %1", "name of an environment").arg(place.name)
            : place.title,
        TextStyle::DialogTitle);
    title->setObjectName(QStringLiteral("title"));
    column->addWidget(title);
    auto *server = new MonoLabel(place.server, Tone::Muted);
    server->setAccessibleName(QCoreApplication::translate("auth", "Sign-in server %1").arg(place.server));
    column->addWidget(server);
    row->addLayout(column, 1);
    auto *badge = new EnvironmentBadge;
    badge->setEnvironment(place.kindWord, place.kindTone);
    row->addWidget(badge, 0, Qt::AlignTop);
    return head;
}

} // namespace

SignInPage::SignInPage(models::SignInModel &model, const SignInPlace &place, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_steps(new QWidget)
    , m_credentials(new CredentialsForm(model))
    , m_code(new CodeForm(model))
    , m_notice(new NoticeForm(model))
    , m_demo(new QWidget)
    , m_demoColumn(vbox(m_demo, {}, 8))
    , m_memoryNote(new Label({}, TextStyle::Small, Tone::Muted))
{
    // One at a time is visible: a stacked layout would be as high as the highest of them.
    auto *steps = vbox(m_steps);
    for (SignInForm *form : {static_cast<SignInForm *>(m_credentials), static_cast<SignInForm *>(m_code),
             static_cast<SignInForm *>(m_notice)}) {
        form->hide();
        steps->addWidget(form);
    }
    auto *column = new QWidget;
    column->setFixedWidth(columnWidth);
    auto *stack = vbox(column, {0, 24, 0, 24}, 14);
    stack->addStretch(2);
    stack->addWidget(placeHead(place));
    if (!place.note.isEmpty()) {
        auto *note = new Label(place.note, TextStyle::Body, Tone::Muted);
        note->setWrapped(true);
        stack->addWidget(note);
    }
    auto *card = new Card;
    card->content()->setContentsMargins(6, 6, 6, 6);
    card->content()->addWidget(m_steps);
    stack->addWidget(card);
    stack->addWidget(m_demo);
    m_demo->hide();
    m_memoryNote->setWrapped(true);
    m_memoryNote->setObjectName(QStringLiteral("memoryNote"));
    m_memoryNote->setText(
        tr("No keyring keeps the session: it ends with this program, and nothing of it is written to disk."));
    stack->addWidget(m_memoryNote);
    stack->addStretch(3);
    auto *middle = new QWidget;
    auto *centre = hbox(middle);
    centre->addStretch(1);
    centre->addWidget(column);
    centre->addStretch(1);
    vbox(this)->addWidget(scrolled(middle));
    connect(&m_model, &models::SignInModel::changed, this, &SignInPage::refresh);
    connect(&m_model, &models::SignInModel::browserRequested, this, &SignInPage::browserRequested);
    connect(&m_model, &models::SignInModel::signedIn, this, &SignInPage::signedIn);
    refresh();
}

SignInForm *SignInPage::formFor(SignInStep step) const
{
    switch (step) {
    case SignInStep::Credentials: return m_credentials;
    case SignInStep::SecondFactor: return m_code;
    default: return m_notice;
    }
}

void SignInPage::refresh()
{
    const SignInStep step = m_model.step();
    SignInForm *form = formFor(step);
    form->refresh();
    const bool isNew = step != m_shown;
    m_shown = step;
    for (SignInForm *each : {static_cast<SignInForm *>(m_credentials), static_cast<SignInForm *>(m_code),
             static_cast<SignInForm *>(m_notice)}) {
        if (each != form)
            each->hide();
    }
    form->show();
    if (isNew && isVisible())
        form->firstField()->setFocus();
    if (isNew && step == SignInStep::Credentials && !m_model.settings())
        m_model.loadSettings();
    m_demo->setVisible(step == SignInStep::Credentials && !m_accounts.empty());
    m_demo->setEnabled(!m_model.isBusy());
    m_memoryNote->setVisible(m_model.state().isMemoryOnly);
}

void SignInPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    formFor(m_shown)->firstField()->setFocus();
}

void SignInPage::setDemoAccounts(std::vector<DemoSignIn> accounts)
{
    m_accounts = std::move(accounts);
    while (QLayoutItem *item = m_demoColumn->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    auto *card = new Card(tr("Demo accounts of this local platform"));
    card->header()->setNote(tr("this computer only"));
    for (const DemoSignIn &account : m_accounts) {
        auto *row = hbox(nullptr, {}, 10);
        auto *texts = vbox(nullptr, {}, 0);
        texts->addWidget(new Label(account.title, TextStyle::BodyStrong));
        auto *about = new Label(account.about, TextStyle::Small, Tone::Muted);
        about->setWrapped(true);
        texts->addWidget(about);
        row->addLayout(texts, 1);
        auto *button = new Button(tr("Sign in", "button"));
        button->setCompact(true);
        button->setObjectName(QStringLiteral("demo-") + account.email);
        button->setAccessibleName(tr("Sign in as %1").arg(account.title));
        button->setToolTip(account.email);
        connect(button, &QPushButton::clicked, this,
            [this, email = account.email, password = account.password] { m_credentials->signInAs(email, *password); });
        row->addWidget(button, 0, Qt::AlignVCenter);
        card->content()->addLayout(row);
    }
    m_demoColumn->addWidget(card);
    refresh();
}

} // namespace ph::ui
