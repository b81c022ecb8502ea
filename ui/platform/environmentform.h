// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/platform/profileformmodel.h"
#include "ui/components/banner.h"
#include "ui/components/reviewview.h"
#include "ui/components/unsavedwork.h"
#include "ui/platform/formfield.h"

#include <functional>

class QMenu;
class QScrollArea;

namespace ph::ui {

class DialogLayer;
class EnvironmentBadge;
class GuardsCard;
class IdentityCard;
class LinkCard;

/// Adding or changing an environment: its name and guards, its links with what they answer, its passwords. Widget of
/// the model; asks for the name through `dialogs` where a guard is relaxed.
class EnvironmentForm final : public QWidget, public UnsavedWork {
    Q_OBJECT
public:
    EnvironmentForm(models::ProfileFormModel &model, DialogLayer *dialogs, QWidget *parent = nullptr);

    /// Says what becomes of passwords where there is no keychain, or a closed one.
    void setKeychain(platform::KeychainState state);
    void focusFirst();
    /// The keyboard goes to that field ("auth.publishable_key"), which is scrolled to.
    void focusField(const QString &field);
    void setBackName(const QString &name);
    [[nodiscard]] bool hasUnsavedWork() const override;
    void askToLeave(std::function<void()> leave) override;

Q_SIGNALS:
    void closed();
    void unlockKeychainRequested();
    /// In place of taking read-only off for good: unlock the environment, which is open here, for 15 minutes.
    void unlockRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QWidget *makeHead();
    [[nodiscard]] QWidget *makeFoot();
    void fillLinkMenu();
    void rebuildLinks();
    [[nodiscard]] QWidget *makeRemovedPlace(const platform::Link &link);
    void removeLink(const QString &linkId);
    void startClean();
    void refresh();
    void leave();
    void offerSaved();
    /// Of a question whether what was typed may go.
    [[nodiscard]] ReviewView lossView(const QString &title, const QString &what) const;
    void saveAnd(std::function<void()> then);
    void askName(const QStringList &relaxed);
    void showError(const Error &error);
    bool goTo(FormField *field);
    void focusMistake();

    models::ProfileFormModel &m_model;
    DialogLayer *m_dialogs;
    QScrollArea *m_scroll = nullptr;
    IconButton *m_back;
    Label *m_title;
    EnvironmentBadge *m_badge;
    Banner *m_notice;
    Banner *m_error;
    Button *m_showSaved = nullptr; ///< of m_error, after a conflict
    IdentityCard *m_identity;
    GuardsCard *m_guards;
    QWidget *m_links;
    QMenu *m_linkMenu;
    QList<LinkCard *> m_cards;
    QList<QWidget *> m_removedPlaces;
    Button *m_save;
    Label *m_saveHint;
    std::function<void()> m_afterSave; ///< what waits for it; nothing once it failed or was called off
};

} // namespace ph::ui
