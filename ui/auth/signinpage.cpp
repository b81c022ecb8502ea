// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/auth/signinpage.h"

#include "ui/auth/authtexts.h"
#include "ui/components/card.h"
#include "ui/components/iconview.h"
#include "ui/components/layout.h"
#include "ui/components/scroll.h"
#include "ui/components/statepill.h"

#include <QResizeEvent>

namespace ph::ui {

using models::SignInStep;

namespace {

constexpr int columnWidth = 400;
constexpr int s_besideGap = 16; ///< px between the form and what went wrong
constexpr int s_besideMost = 280; ///< px of its width beside the form
constexpr int s_besideLeast = 180; ///< px; a narrower window shows it below everything
constexpr int s_usualHeight = 330; ///< px of the page's column without accounts: it stands in the same place always
constexpr int s_accountHeight = 40; ///< px of one demo account

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
    , m_middle(new QWidget)
    , m_column(new QWidget)
    , m_above(new QSpacerItem(0, 0, QSizePolicy::Minimum, QSizePolicy::Fixed))
    , m_card(nullptr)
    , m_steps(new QWidget)
    , m_credentials(new CredentialsForm(model))
    , m_code(new CodeForm(model))
    , m_notice(new NoticeForm(model))
    , m_demo(new QWidget)
    , m_demoColumn(vbox(m_demo, {}, 8))
    , m_problem(new Banner)
    , m_mend(m_problem->addAction({}))
    , m_isChangeable(place.isChangeable)
    , m_server(place.server)
    , m_memoryNote(new Label({}, TextStyle::Small, Tone::Muted))
{
    // One at a time is visible: a stacked layout would be as high as the highest of them.
    auto *steps = vbox(m_steps);
    for (SignInForm *form : {static_cast<SignInForm *>(m_credentials), static_cast<SignInForm *>(m_code),
             static_cast<SignInForm *>(m_notice)}) {
        form->hide();
        steps->addWidget(form);
    }
    m_credentials->setWatchable(place.isWatchable);
    m_notice->setWatchable(place.isWatchable);
    m_column->setFixedWidth(columnWidth);
    auto *stack = vbox(m_column, {0, 24, 0, 24}, 14);
    stack->setSpacing(14);
    stack->addItem(m_above);
    stack->addWidget(placeHead(place));
    if (!place.note.isEmpty()) {
        auto *note = new Label(place.note, TextStyle::Body, Tone::Muted);
        note->setWrapped(true);
        stack->addWidget(note);
    }
    // Accounts first: what the server offers besides a password is known a moment later, and pushes nothing down.
    stack->addWidget(m_demo);
    auto *card = new Card;
    card->content()->setContentsMargins(6, 6, 6, 6);
    card->content()->addWidget(m_steps);
    m_card = card;
    stack->addWidget(card);
    m_demo->hide();
    m_memoryNote->setWrapped(true);
    m_memoryNote->setObjectName(QStringLiteral("memoryNote"));
    m_memoryNote->setText(
        tr("No keyring keeps the session: it ends with this program, and nothing of it is written to disk."));
    stack->addWidget(m_memoryNote);
    stack->addStretch(1);
    auto *centre = hbox(m_middle);
    centre->addStretch(1);
    centre->addWidget(m_column);
    centre->addStretch(1);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setParent(m_middle); // after the form, so that the keyboard reaches it after the form
    m_problem->hide();
    m_problem->installEventFilter(this);
    m_card->installEventFilter(this);
    vbox(this)->addWidget(scrolled(m_middle));
    m_mend->setObjectName(QStringLiteral("changeEnvironment"));
    connect(m_mend, &QPushButton::clicked, this, [this] { Q_EMIT environmentFormRequested(m_mendField); });
    connect(m_problem, &Banner::retryRequested, &m_model, &models::SignInModel::loadSettings);
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
    m_wantsFocus |= isNew;
    takeFocus();
    if (isNew && step == SignInStep::Credentials && !m_model.settings())
        m_model.loadSettings();
    m_demo->setVisible(step == SignInStep::Credentials && !m_accounts.empty());
    m_demo->setEnabled(!m_model.isBusy());
    m_memoryNote->setVisible(m_model.state().isMemoryOnly && step != SignInStep::KeyringLocked);
    showProblem(form->problem(), form->cause());
}

/// A field that waits for the server's answer is disabled and takes no focus: it gets it once it can be typed in.
void SignInPage::takeFocus()
{
    QWidget *field = formFor(m_shown)->firstField();
    if (!m_wantsFocus || !isVisible() || !field->isEnabled())
        return;
    m_wantsFocus = false;
    field->setFocus();
}

/// Where nothing answered is said first: there may be many servers, and this is one.
Message SignInPage::placed(Message message, const Error *cause) const
{
    const bool isConnection = cause
        && (cause->kind == ErrorKind::Network || cause->kind == ErrorKind::Timeout || cause->kind == ErrorKind::Tls);
    if (!isConnection || m_server.isEmpty() || message.headline.isEmpty())
        return message;
    //: %1 is the address of the sign-in server; %2 is why nobody can sign in: a sentence
    message.headline = tr("Sign-in server at %1: %2").arg(m_server, message.headline);
    return message;
}

void SignInPage::showProblem(const Message &unplaced, const Error *cause)
{
    const Message message = placed(unplaced, cause);
    const auto mending = m_isChangeable && cause ? environmentMending(*cause) : std::nullopt;
    m_mendField = mending ? mending->field : QString();
    m_mend->setText(mending ? mending->verb : QString());
    m_problem->setVisible(!message.headline.isEmpty());
    if (!message.headline.isEmpty())
        m_problem->setMessage(message);
    placeProblem();
}

/// Beside the form, at its height: a message that comes moves no button that somebody is about to press.
void SignInPage::placeProblem()
{
    if (m_problem->isHidden())
        return m_column->layout()->setContentsMargins(0, 24, 0, 24);
    const int room = (m_middle->width() - columnWidth) / 2 - 2 * s_besideGap;
    const bool isBeside = room >= s_besideLeast;
    const int width = isBeside ? std::min(room, s_besideMost) : columnWidth;
    const int height = std::max(m_problem->heightForWidth(width), m_problem->minimumSizeHint().height());
    m_column->layout()->setContentsMargins(0, 24, 0, isBeside ? 24 : 24 + height + s_besideGap);
    const QRect card(m_card->mapTo(m_middle, QPoint(0, 0)), m_card->size());
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const int x = !isBeside ? card.x()
        : mirrored          ? card.x() - s_besideGap - width
                            : card.x() + card.width() + s_besideGap;
    const QWidget *last = m_memoryNote->isHidden() ? m_card : static_cast<QWidget *>(m_memoryNote);
    const int y = isBeside ? card.y() : last->mapTo(m_middle, QPoint(0, last->height())).y() + s_besideGap;
    m_problem->setGeometry(x, y, width, height);
}

bool SignInPage::eventFilter(QObject *watched, QEvent *event)
{
    const bool isLayout = watched == m_problem && event->type() == QEvent::LayoutRequest;
    const bool isMoved = watched == m_card && (event->type() == QEvent::Move || event->type() == QEvent::Resize);
    if (isLayout || isMoved)
        placeProblem();
    return QWidget::eventFilter(watched, event);
}

void SignInPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const int accounts = m_accounts.empty() ? 0 : 54 + int(m_accounts.size()) * s_accountHeight;
    m_above->changeSize(
        0, std::max(0, (height() - s_usualHeight - accounts) * 2 / 5 - 24), QSizePolicy::Minimum, QSizePolicy::Fixed);
    m_column->layout()->invalidate();
}

void SignInPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_wantsFocus = true;
    takeFocus();
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
            [this, email = account.email, title = account.title, password = account.password] {
                m_credentials->signInAs(email, *password, title);
            });
        row->addWidget(button, 0, Qt::AlignVCenter);
        card->content()->addLayout(row);
    }
    m_demoColumn->addWidget(card);
    QResizeEvent again(size(), size());
    resizeEvent(&again);
    refresh();
}

} // namespace ph::ui
