// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/platform/environmentform.h"

#include "services/platform/edit/fields.h"
#include "services/wording/errors.h"
#include "ui/components/card.h"
#include "ui/components/centred.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/environmentlook.h"
#include "ui/components/layout.h"
#include "ui/components/reviewdialog.h"
#include "ui/components/scroll.h"
#include "ui/components/statepill.h"
#include "ui/platform/environmentcards.h"
#include "ui/platform/fieldtexts.h"
#include "ui/platform/linkcard.h"

#include <QKeyEvent>
#include <QMenu>
#include <QScrollArea>
#include <QTimer>

namespace ph::ui {

using platform::LinkKind;

namespace {

constexpr int s_revealMargin = 16; ///< px seen around what is scrolled to

} // namespace

EnvironmentForm::EnvironmentForm(models::ProfileFormModel &model, DialogLayer *dialogs, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_dialogs(dialogs)
    , m_back(new IconButton("arrow-left", tr("Back to the environments")))
    , m_title(new Label({}, TextStyle::PageTitle))
    , m_badge(new EnvironmentBadge)
    , m_notice(new Banner)
    , m_error(new Banner)
    , m_identity(new IdentityCard(model))
    , m_guards(new GuardsCard(model))
    , m_links(new QWidget)
    , m_linkMenu(new QMenu(this))
    , m_save(new Button({}, ButtonRole::Primary))
    , m_saveHint(new Label({}, TextStyle::Small, Tone::Muted))
{
    auto *outer = vbox(this, {}, 0);
    auto *page = new QWidget;
    auto *column = vbox(centred(page, {size::pageMargin, 2, size::pageMargin, size::pageTop}), {}, size::gap);
    column->addWidget(m_notice);
    column->addWidget(m_identity);
    column->addWidget(m_guards);
    (void)vbox(m_links, {}, size::gap);
    column->addWidget(m_links);
    column->addStretch(1); // cards are as high as what they hold
    m_scroll = scrolled(page);
    outer->addWidget(makeHead());
    outer->addWidget(m_scroll, 1);
    outer->addWidget(makeFoot());
    m_notice->hide();
    connect(&m_model, &models::ProfileFormModel::begun, this, &EnvironmentForm::startClean);
    connect(&m_model, &models::ProfileFormModel::linksChanged, this, &EnvironmentForm::rebuildLinks);
    connect(&m_model, &models::ProfileFormModel::changed, this, &EnvironmentForm::refresh);
    connect(&m_model, &models::ProfileFormModel::secretsChanged, this, [this] {
        for (LinkCard *card : std::as_const(m_cards))
            card->refreshSecrets();
    });
    connect(&m_model, &models::ProfileFormModel::resultChanged, this, [this](const QString &linkId) {
        for (LinkCard *card : std::as_const(m_cards))
            if (card->linkId() == linkId)
                card->refreshResult();
    });
    connect(&m_model, &models::ProfileFormModel::confirmationNeeded, this, &EnvironmentForm::askName);
    connect(&m_model, &models::ProfileFormModel::failed, this, &EnvironmentForm::showError);
    connect(&m_model, &models::ProfileFormModel::saved, this, [this] {
        m_dialogs->close();
        const auto then = std::exchange(m_afterSave, {});
        Q_EMIT closed();
        if (then)
            then();
    });
    rebuildLinks();
    refresh();
}

QWidget *EnvironmentForm::makeHead()
{
    auto *head = new QWidget; // stays while the cards are scrolled: which environment it is
    auto *row = hbox(centred(head, {size::pageMargin, size::pageTop, size::pageMargin, 10}));
    connect(m_back, &IconButton::clicked, this, &EnvironmentForm::leave);
    row->addWidget(m_back);
    row->addWidget(m_title);
    row->addWidget(m_badge);
    row->addStretch(1);
    auto *all = new Button(tr("Check all links"));
    all->setThemeIcon("refresh-cw");
    connect(all, &Button::clicked, this, [this] {
        m_model.checkAll();
        for (LinkCard *card : std::as_const(m_cards))
            if (card->isHeldBack() && goTo(card->firstMistake()))
                return;
    });
    row->addWidget(all);
    return head;
}

QWidget *EnvironmentForm::makeFoot()
{
    auto *foot = new QFrame;
    auto *column = vbox(centred(foot, {size::pageMargin, 10, size::pageMargin, 10}), {}, 8);
    m_error->hide();
    m_showSaved = m_error->addAction({});
    connect(m_showSaved, &Button::clicked, this, &EnvironmentForm::offerSaved);
    column->addWidget(m_error);
    auto *row = hbox(nullptr);
    auto *add = new Button(tr("Add link"));
    add->setThemeIcon("plus");
    add->setMenu(m_linkMenu);
    add->setObjectName(QStringLiteral("addLink"));
    connect(m_linkMenu, &QMenu::aboutToShow, this, &EnvironmentForm::fillLinkMenu);
    row->addWidget(add);
    row->addWidget(m_saveHint, 1);
    auto *cancel = new Button(tr("Cancel", "leaves the form of an environment"));
    connect(cancel, &Button::clicked, this, &EnvironmentForm::leave);
    row->addWidget(cancel);
    m_save->setObjectName(QStringLiteral("save"));
    connect(m_save, &Button::clicked, this, [this] { saveAnd({}); });
    row->addWidget(m_save);
    column->addLayout(row);
    return foot;
}

void EnvironmentForm::fillLinkMenu()
{
    m_linkMenu->clear();
    const auto add = [this](LinkKind kind, const QString &role) {
        auto *action = m_linkMenu->addAction(
            QStringLiteral("%1  –  %2").arg(platform::defaultLabel(kind, role), linkPurpose(kind, role)));
        connect(action, &QAction::triggered, this, [this, kind, role] {
            const QString id = m_model.addLink(kind, role);
            for (LinkCard *card : std::as_const(m_cards))
                if (card->linkId() == id) {
                    reveal(m_scroll, card, s_revealMargin);
                    goTo(card->firstField());
                }
        });
    };
    for (const LinkKind kind :
        {LinkKind::Auth, LinkKind::Redis, LinkKind::Postgres, LinkKind::Prometheus, LinkKind::Alertmanager,
            LinkKind::Rest, LinkKind::Realtime, LinkKind::Admin, LinkKind::Ssh, LinkKind::SecretStore}) {
        const QStringList roles = platform::linkRoles(kind);
        if (roles.isEmpty()
            && (m_model.draft().find(kind) == nullptr || kind == LinkKind::Alertmanager || kind == LinkKind::Ssh))
            add(kind, {});
        for (const QString &role : roles)
            if (m_model.draft().find(kind, role) == nullptr)
                add(kind, role);
    }
}

void EnvironmentForm::rebuildLinks()
{
    auto *column = static_cast<QVBoxLayout *>(m_links->layout());
    QHash<QString, LinkCard *> kept; // with the keyboard in it, and what was unfolded
    for (LinkCard *card : std::exchange(m_cards, {})) {
        kept.insert(card->linkId(), card);
        column->removeWidget(card);
    }
    for (QWidget *place : std::exchange(m_removedPlaces, {})) {
        place->hide();
        place->deleteLater();
    }
    const auto add = [column](QWidget *widget) {
        column->addWidget(widget);
        widget->show(); // at once: what is hidden has no place yet
    };
    const auto addRemoved = [&](qsizetype at) {
        for (const auto &removed : m_model.removedLinks())
            if (removed.at == at || (at == qsizetype(m_model.draft().links.size()) && removed.at > at)) {
                m_removedPlaces.append(makeRemovedPlace(removed.link));
                add(m_removedPlaces.last());
            }
    };
    for (const platform::Link &link : m_model.draft().links) {
        addRemoved(m_cards.size());
        LinkCard *card = kept.take(link.id);
        if (!card) {
            card = new LinkCard(m_model, link);
            connect(card, &LinkCard::removeRequested, this, [this, id = link.id] { removeLink(id); });
            connect(card, &LinkCard::mistakeFound, this, [this, card] { goTo(card->firstMistake()); });
        }
        m_cards.append(card);
        add(card);
    }
    addRemoved(m_cards.size());
    for (LinkCard *gone : std::as_const(kept)) {
        gone->hide();
        gone->deleteLater();
    }
}

/// Where a link was taken out: the way to have it back.
QWidget *EnvironmentForm::makeRemovedPlace(const platform::Link &link)
{
    auto *place = new Card;
    auto *row = hbox(nullptr);
    const QString name = link.label.isEmpty() ? link.id : link.label;
    auto *text = new Label(
        tr("%1 is taken out once this is saved.", "link of an environment").arg(name), TextStyle::Body, Tone::Muted);
    text->setWrapped(true);
    row->addWidget(text, 1);
    auto *undo = new Button(tr("Undo", "button: a link that was taken out comes back"), ButtonRole::Link);
    undo->setObjectName(QStringLiteral("undo:") + link.id);
    undo->setAccessibleName(tr("Undo: keep %1", "link of an environment").arg(name));
    connect(undo, &Button::clicked, this, [this, id = link.id] {
        m_model.restoreLink(id);
        for (LinkCard *card : std::as_const(m_cards))
            if (card->linkId() == id)
                goTo(card->firstField());
    });
    row->addWidget(undo);
    place->content()->addLayout(row);
    return place;
}

void EnvironmentForm::removeLink(const QString &linkId)
{
    m_model.removeLink(linkId);
    for (QWidget *place : std::as_const(m_removedPlaces))
        if (auto *undo = place->findChild<Button *>(QStringLiteral("undo:") + linkId)) {
            undo->setFocus(Qt::OtherFocusReason);
            reveal(m_scroll, place, s_revealMargin);
        }
}

/// Nothing of the environment that was shown before: neither its cards, nor what went wrong with it, nor where one was.
void EnvironmentForm::startClean()
{
    for (LinkCard *card : std::exchange(m_cards, {})) {
        card->hide();
        card->deleteLater();
    }
    m_error->hide();
    m_afterSave = {};
    m_scroll->verticalScrollBar()->setValue(0);
}

void EnvironmentForm::refresh()
{
    const platform::Profile &draft = m_model.draft();
    m_title->setText(m_model.isNew() ? tr("Add an environment") : tr("Change %1").arg(m_model.nameToConfirm()));
    m_badge->setEnvironment(draft.label, toneOfColour(draft.colour));
    m_badge->setVisible(!draft.label.isEmpty());
    m_identity->refresh();
    m_guards->refresh();
    for (LinkCard *card : std::as_const(m_cards))
        card->refresh();
    m_save->setText(m_model.isNew() ? tr("Add environment") : tr("Save changes"));
    m_save->setEnabled(!m_model.isSaving() && (m_model.isNew() || m_model.isChanged()));
    const int wrong = m_model.shownErrors();
    m_saveHint->setTone(wrong > 0 ? Tone::Error : Tone::Muted);
    m_saveHint->setText(m_model.isSaving() ? tr("Saving…")
            : wrong == 1                   ? tr("1 field needs a correction", "beside the button that saves")
            : wrong > 1                    ? tr("%n fields need a correction", "beside the button that saves", wrong)
            : draft.links.empty()          ? tr("Add the links to its servers.")
                                           : QString());
}

void EnvironmentForm::setKeychain(platform::KeychainState state)
{
    m_notice->setVisible(state != platform::KeychainState::Ready);
    if (state == platform::KeychainState::Ready)
        return;
    const bool isLocked = state == platform::KeychainState::Locked;
    Message message;
    message.kind = BannerKind::Warning;
    message.headline = isLocked
        ? tr("The keyring is locked: whether passwords are stored is unknown, and new ones cannot be kept.")
        : tr("There is no keyring on this machine: passwords live in memory until Pilothouse ends, and are never "
             "written to a file.");
    message.stillWorks
        = isLocked ? QString() : tr("Start a secret service (gnome-keyring, KWallet) to have them kept.");
    m_notice->setMessage(message);
    if (isLocked && m_notice->property("hasUnlock").isNull()) {
        m_notice->setProperty("hasUnlock", true);
        connect(m_notice->addAction(tr("Unlock the keyring…")), &Button::clicked, this,
            &EnvironmentForm::unlockKeychainRequested);
    }
}

void EnvironmentForm::leave()
{
    if (!m_model.isChanged() || m_model.isSaving())
        return Q_EMIT closed();
    askToLeave([] { });
}

bool EnvironmentForm::hasUnsavedWork() const { return isVisibleTo(parentWidget()) && m_model.isChanged(); }

void EnvironmentForm::askToLeave(std::function<void()> leave)
{
    const auto lose = [this, leave] {
        Q_EMIT closed();
        leave();
    };
    const QString without = tr("Leave without saving");
    ReviewView view
        = lossView(tr("Leave without saving?"), tr("Unsaved, it is lost. Nothing on the servers is touched."));
    if (isVisible()) {
        view.verb = tr("Save", "button: what was typed, then leave");
        view.alternative = without;
        view.isAlternativeDanger = true;
    } else { // unseen, nobody would see why it is not saved
        view.verb = without;
    }
    ReviewDialog *dialog = ReviewDialog::open(m_dialogs, view);
    connect(dialog, &ReviewDialog::cancelled, m_dialogs, &DialogLayer::close);
    connect(dialog, &ReviewDialog::alternativeChosen, this, [this, lose] {
        m_dialogs->close();
        lose();
    });
    connect(dialog, &ReviewDialog::confirmed, this, [this, leave, lose, isSaved = isVisible()] {
        m_dialogs->close();
        isSaved ? saveAnd(leave) : lose();
    });
}

void EnvironmentForm::saveAnd(std::function<void()> then)
{
    m_error->hide();
    m_afterSave = std::move(then);
    m_model.save();
    if (!m_model.hasErrors())
        return;
    m_afterSave = {};
    focusMistake();
}

/// After a save that met another one: what is saved now takes the place of what was typed, if that may go.
void EnvironmentForm::offerSaved()
{
    ReviewView view
        = lossView(tr("Show it as it is now?"), tr("The form shows what is saved now. What you changed here is lost."));
    view.verb = tr("Show it as it is now");
    ReviewDialog *dialog = ReviewDialog::open(m_dialogs, view);
    connect(dialog, &ReviewDialog::cancelled, m_dialogs, &DialogLayer::close);
    connect(dialog, &ReviewDialog::confirmed, this, [this] {
        m_dialogs->close();
        m_model.startWithSaved();
    });
}

ReviewView EnvironmentForm::lossView(const QString &title, const QString &what) const
{
    ReviewView view;
    view.icon = QStringLiteral("triangle-alert");
    view.title = title;
    view.environment = m_model.draft().label;
    view.environmentTone = toneOfColour(m_model.draft().colour);
    if (!m_model.isNew())
        view.subtitle = tr("in %1", "environment").arg(m_model.nameToConfirm());
    view.happenNote = what;
    return view;
}

void EnvironmentForm::askName(const QStringList &relaxed)
{
    ReviewView view;
    view.isDanger = true;
    view.icon = QStringLiteral("shield-alert");
    view.title = tr("Relax the guards of %1").arg(m_model.nameToConfirm());
    view.environment = m_model.draft().label;
    view.environmentTone = toneOfColour(m_model.draft().colour);
    for (const QString &each : relaxed) {
        ReviewView::Step step;
        step.text = each.left(1).toUpper() + each.mid(1) + QLatin1Char('.');
        view.steps.append(step);
    }
    if (m_model.wouldUnlockDo())
        view.gentler = ReviewView::Gentler {
            tr("“Unlock for 15 minutes…” in its window's banner lets it be changed, and ends by itself."),
            m_model.isUnlockable() ? tr("Unlock instead…", "link; leaves the form, unlocks for 15 minutes")
                                   : QString()};
    view.remarks = {{ReviewView::Remark::Kind::Warning, tr("This lasts."),
                        tr("It does not end by itself: the guards stay off until somebody sets them again.")},
        {ReviewView::Remark::Kind::Person, {},
            tr("It is written to the audit, with your reason, as done by %1.").arg(m_model.actingName())}};
    view.wantsReason = true;
    view.reasonRequired = true;
    view.typedName = m_model.nameToConfirm();
    view.typedLabel = tr("Type the environment's name, %1").arg(view.typedName);
    view.verb = tr("Save and relax");
    ReviewDialog *dialog = ReviewDialog::open(m_dialogs, view);
    connect(dialog, &ReviewDialog::cancelled, this, [this] {
        m_afterSave = {};
        m_dialogs->close();
    });
    connect(dialog, &ReviewDialog::gentlerChosen, this, [this] {
        m_afterSave = {};
        m_dialogs->close();
        Q_EMIT closed();
        Q_EMIT unlockRequested();
    });
    connect(dialog, &ReviewDialog::confirmed, this, [this, dialog](const QString &reason, const QString &name) {
        dialog->setBusy(tr("Saving…"));
        m_model.save(name, reason);
    });
}

void EnvironmentForm::showError(const Error &error)
{
    const wording::Sentence sentence = wording::errorSentence(error, tr("The environment was not saved"));
    Message message;
    message.kind = BannerKind::Error;
    message.headline = sentence.title + QStringLiteral(". ") + sentence.body();
    message.details = sentence.details;
    auto *dialog = qobject_cast<ReviewDialog *>(m_dialogs->dialog());
    if (dialog != nullptr && error.code != QLatin1String("changed-meanwhile"))
        return dialog->setError(message);
    m_afterSave = {};
    if (dialog != nullptr)
        m_dialogs->close(); // what it confirms is not what is saved now
    m_showSaved->setText(error.code == QLatin1String("changed-meanwhile") ? tr("Show it as it is now…") : QString());
    const QStringList others = fieldLabels(m_model.draft(), m_model.changedElsewhere());
    if (error.code == QLatin1String("changed-meanwhile") && !others.isEmpty())
        message.raw = tr("Changed by somebody else: %1", "fields of an environment")
                          .arg(others.join(tr(", ", "between fields of an environment")));
    m_error->setMessage(message);
    m_error->show();
}

void EnvironmentForm::focusFirst() { m_identity->focusFirst(); }

void EnvironmentForm::setBackName(const QString &name) { m_back->setNameAndKey(name); }

void EnvironmentForm::focusField(const QString &field)
{
    for (LinkCard *card : std::as_const(m_cards))
        if (FormField *input = card->fieldAt(field)) {
            goTo(input);
            // Once more when the form has its size: it may not have been shown yet.
            QTimer::singleShot(0, input, [this, input] { reveal(m_scroll, input, s_revealMargin); });
        }
}

/// The keyboard goes there, and all of it is seen: its name, and below it what is wrong. False: there is none.
bool EnvironmentForm::goTo(FormField *field)
{
    if (!field)
        return false;
    field->focusInput();
    reveal(m_scroll, field, s_revealMargin);
    return true;
}

void EnvironmentForm::focusMistake()
{
    for (FormField *field : m_identity->fields() + m_guards->fields())
        if (!field->error().isEmpty()) {
            goTo(field);
            return;
        }
    for (LinkCard *card : std::as_const(m_cards))
        if (goTo(card->firstMistake()))
            return;
}

void EnvironmentForm::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return leave();
    QWidget::keyPressEvent(event);
}

} // namespace ph::ui
