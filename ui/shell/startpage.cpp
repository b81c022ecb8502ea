// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/startpage.h"

#include "ui/components/iconview.h"
#include "ui/components/layout.h"
#include "ui/components/scroll.h"
#include "ui/components/statepill.h"

namespace ph::ui {

namespace {

constexpr int s_wide = 760;

Card *wayIn(const QString &icon, const QString &title, const QString &text, QList<QWidget *> below)
{
    auto *card = new Card;
    card->setAccessibleName(title);
    auto *tile = new IconView(icon, Tone::Accent, 22);
    tile->setTile(44);
    card->content()->addWidget(tile);
    card->content()->addWidget(new Label(title, TextStyle::PageTitle));
    auto *words = new Label(text, TextStyle::Body, Tone::Muted);
    words->setWrapped(true);
    card->content()->addWidget(words);
    card->content()->addStretch(1);
    for (QWidget *widget : below)
        card->content()->addWidget(widget);
    card->setMinimumHeight(230);
    return card;
}

QVBoxLayout *centred(QWidget *page)
{
    auto *content = new QWidget;
    auto *outer = hbox(content, {24, 24, 24, 24}, 0);
    outer->addStretch(1);
    auto *inner = new QWidget;
    inner->setFixedWidth(s_wide);
    outer->addWidget(inner);
    outer->addStretch(1);
    vbox(page, {}, 0)->addWidget(scrolled(content));
    return vbox(inner, {}, 16);
}

} // namespace

StartPage::StartPage(QWidget *parent)
    : QWidget(parent)
    , m_environments(vbox(nullptr, {}, 8))
    , m_environmentsTitle(new Label(tr("Environments", "heading on the start page"), TextStyle::BodyStrong))
    , m_try(new Button(tr("Try it here", "button: start the local platform"), ButtonRole::Primary))
    , m_cancel(new Button(tr("Stop", "button: do not start the local platform after all")))
    , m_progress(new Label({}, TextStyle::Small, Tone::Muted))
    , m_error(new Banner)
{
    QVBoxLayout *column = centred(this);
    column->addStretch(1);
    auto *brand = hbox(nullptr, {}, 12);
    brand->addWidget(new IconView(QStringLiteral("shield-check"), Tone::Accent, 32));
    auto *words = vbox(nullptr, {}, 2);
    words->addWidget(new Label(QStringLiteral("Pilothouse"), TextStyle::Value));
    words->addWidget(new Label(
        tr("The control plane of your agent platform: see at once, change with care.", "below the product's name"),
        TextStyle::Body, Tone::Muted));
    brand->addLayout(words, 1);
    column->addLayout(brand);
    m_error->hide();
    column->addWidget(m_error);
    column->addWidget(m_environmentsTitle);
    column->addLayout(m_environments);
    auto *ways = hbox(nullptr, {}, size::gap);
    m_progress->setWrapped(true);
    auto *tryRow = new QWidget;
    auto *buttons = hbox(tryRow, {}, 8);
    buttons->addWidget(m_try);
    buttons->addWidget(m_cancel);
    buttons->addStretch(1);
    ways->addWidget(wayIn(QStringLiteral("flask-conical"), tr("Try it here", "way in"),
                        tr("Starts real servers on this machine, in one folder, reachable from this machine only: "
                           "Postgres, Redis, Prometheus, workers and an API with a believable day. It takes about half "
                           "a minute and can be removed without a trace.",
                            "about the local platform"),
                        {m_progress, tryRow}),
        1);
    auto *connectButton = new Button(tr("Connect to your platform…", "button: add an environment"));
    auto *importButton
        = new Button(tr("Import a profile…", "button: add an environment from a file"), ButtonRole::Link);
    auto *connectRow = new QWidget;
    auto *connectButtons = hbox(connectRow, {}, 8);
    connectButtons->addWidget(connectButton);
    connectButtons->addWidget(importButton);
    connectButtons->addStretch(1);
    ways->addWidget(wayIn(QStringLiteral("plug"), tr("Connect to your platform", "way in"),
                        tr("You give addresses, Pilothouse checks each of them and says exactly what is wrong. "
                           "Production starts protected and read-only. Secrets are kept in the desktop's keyring.",
                            "about adding an environment"),
                        {connectRow}),
        1);
    column->addLayout(ways);
    column->addStretch(2);
    connect(m_try, &QPushButton::clicked, this, &StartPage::tryRequested);
    connect(m_cancel, &QPushButton::clicked, this, &StartPage::cancelTryRequested);
    connect(connectButton, &QPushButton::clicked, this, &StartPage::connectRequested);
    connect(importButton, &QPushButton::clicked, this, &StartPage::importRequested);
    setEnvironments({});
    setTryProgress({});
}

void StartPage::setEnvironments(const QList<EnvironmentInfo> &environments)
{
    while (QLayoutItem *item = m_environments->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_environmentsTitle->setVisible(!environments.isEmpty());
    QWidget *before = nullptr; // what is there is reached before what can be added
    setFocusProxy(m_try);
    for (const EnvironmentInfo &info : environments) {
        auto *card = new Card;
        auto *row = hbox(nullptr, {}, 12);
        row->addWidget(new IconView(info.icon, info.tone, size::icon));
        row->addWidget(new Label(info.name, TextStyle::BodyStrong), 1);
        auto *badge = new EnvironmentBadge;
        badge->setEnvironment(info.label, info.tone);
        row->addWidget(badge);
        auto *open = new Button(tr("Open", "button: use this environment"),
            m_environments->count() == 0 ? ButtonRole::Primary : ButtonRole::Secondary);
        open->setAccessibleName(tr("Open %1", "button; %1 is an environment").arg(info.name));
        connect(open, &QPushButton::clicked, this, [this, id = info.id] { Q_EMIT openRequested(id); });
        row->addWidget(open);
        if (before)
            setTabOrder(before, open);
        else
            setFocusProxy(open);
        before = open;
        card->content()->addLayout(row);
        m_environments->addWidget(card);
    }
    if (before)
        setTabOrder(before, m_try);
    m_try->setRole(environments.isEmpty() ? ButtonRole::Primary : ButtonRole::Secondary);
}

void StartPage::setTryUnavailable(const QString &reason)
{
    m_try->setDisabledBecause(reason);
    if (!reason.isEmpty())
        m_progress->setText(reason);
    m_progress->setVisible(!reason.isEmpty());
}

void StartPage::setTryProgress(const QString &text)
{
    m_progress->setText(text);
    m_progress->setVisible(!text.isEmpty());
    const bool isStarting = !text.isEmpty();
    // Whichever of the two is there has the keyboard, if one of them had it.
    const bool hadFocus = m_try->hasFocus() || m_cancel->hasFocus();
    m_try->setVisible(!isStarting);
    m_cancel->setVisible(isStarting);
    if (hadFocus)
        (isStarting ? m_cancel : m_try)->setFocus();
}

void StartPage::setError(const Message &message)
{
    m_error->setMessage(message);
    m_error->setVisible(!message.headline.isEmpty());
}

LockPage::LockPage(QWidget *parent)
    : QWidget(parent)
    , m_text(new Label({}, TextStyle::Body, Tone::Muted))
    , m_unlock(new Button(tr("Unlock", "button of the locked window"), ButtonRole::Primary))
{
    auto *column = vbox(this, {24, 24, 24, 24}, 12);
    column->addStretch(2);
    auto *icon = new IconView(QStringLiteral("lock"), Tone::Accent, 28);
    icon->setTile(56);
    column->addWidget(icon, 0, Qt::AlignHCenter);
    column->addWidget(
        new Label(tr("Locked", "title of the locked window"), TextStyle::DialogTitle), 0, Qt::AlignHCenter);
    m_text->setWrapped(true);
    m_text->setAlignment(Qt::AlignCenter);
    column->addWidget(m_text);
    column->addWidget(m_unlock, 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(m_unlock, &QPushButton::clicked, this, &LockPage::unlockRequested);
}

void LockPage::setText(const QString &text) { m_text->setText(text); }

} // namespace ph::ui
