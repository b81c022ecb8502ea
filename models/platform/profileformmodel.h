// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/platform/linkresult.h"
#include "services/platform/edit/environmentservice.h"
#include "services/platform/edit/secretkeys.h"

#include <QMap>
#include <QSet>
#include <QTimer>

namespace ph::models {

/// One environment while it is added or changed: a draft, what is wrong with each field, what each link answers, the
/// passwords typed. Fields are named as in services/platform/edit/fields.h. GUI thread.
class ProfileFormModel final : public QObject {
    Q_OBJECT
public:
    /// `service` outlives it.
    explicit ProfileFormModel(platform::EnvironmentService &service, QObject *parent = nullptr);
    ~ProfileFormModel() override;

    void startNew(platform::EnvironmentKind kind);
    void startWith(const platform::Profile &profile);
    /// What is saved by now instead of the draft; failed() where it is not there any more, with the draft kept.
    void startWithSaved();
    [[nodiscard]] bool isNew() const { return m_isNew; }
    [[nodiscard]] const platform::Profile &draft() const { return m_draft; }
    /// What is typed to relax guards: the name it has until now.
    [[nodiscard]] const QString &nameToConfirm() const { return m_isNew ? m_draft.name : m_before.name; }
    /// Under whose name a relaxed guard is recorded.
    [[nodiscard]] QString actingName() const { return m_service.actingName(m_draft.id); }
    /// Read-only goes from an environment that is there: an unlock for a while may do as well.
    [[nodiscard]] bool wouldUnlockDo() const;
    /// It is open here, and somebody is signed in who can unlock it.
    [[nodiscard]] bool isUnlockable() const { return m_service.isSignedInTo(m_draft.id); }
    /// Something would be lost by leaving.
    [[nodiscard]] bool isChanged() const;

    /// As typed, also where it is not understood.
    [[nodiscard]] QString text(const QString &field) const;
    void setText(const QString &field, const QString &text);
    /// Banner and guards follow, as the new kind starts with; a guard that was set stays set.
    void setKind(platform::EnvironmentKind kind);
    /// What is wrong and what to do, a sentence each; empty when the field is good, or was not touched yet.
    [[nodiscard]] QString error(const QString &field) const;
    [[nodiscard]] bool hasErrors() const { return !m_errors.isEmpty() || !m_unread.isEmpty(); }

    /// How many fields show a mistake.
    [[nodiscard]] int shownErrors() const;
    /// What somebody else changed while this was typed, as fields are named, a link that came or went by its id alone;
    /// known when save() failed with "changed-meanwhile".
    [[nodiscard]] const QStringList &changedElsewhere() const { return m_changedElsewhere; }

    /// Returns the new link's id. A kind (and role) that is there already gets a number.
    QString addLink(platform::LinkKind kind, const QString &role);
    void removeLink(const QString &linkId);
    struct RemovedLink {
        qsizetype at; ///< where it stood
        platform::Link link;
        QMap<QString, QString> asTyped;
        QMap<QString, QString> unread;
        QMap<QString, QString> unreadErrors;
    };
    /// Taken out since this draft was begun; restoreLink() takes that back, until it is saved.
    [[nodiscard]] const std::vector<RemovedLink> &removedLinks() const { return m_removed; }
    void restoreLink(const QString &linkId);

    [[nodiscard]] std::vector<platform::SecretNeed> secretNeeds() const { return platform::secretNeeds(m_draft); }
    /// Typed; goes to the keychain with save(). A service key is refused: error("secret:KEY") says so.
    void setSecret(const QString &key, QString text);
    [[nodiscard]] bool isSecretTyped(const QString &key) const { return m_typed.contains(key); }
    /// What the keychain says; nothing until it answered.
    [[nodiscard]] std::optional<platform::EnvironmentService::SecretState> secretState(const QString &key) const;

    [[nodiscard]] LinkResult result(const QString &linkId) const { return m_results.value(linkId); }
    /// With a field that is wrong nothing is asked: the result says so, error() of the field what is wrong.
    void check(const QString &linkId);
    void checkAll();

    /// Passwords first, then the profile. Everything wrong shows at its field; what relaxes a guard is asked for by
    /// confirmationNeeded() and confirmed by save() with the name typed.
    void save(const QString &typedName = {}, const QString &reason = {});
    [[nodiscard]] bool isSaving() const { return m_isSaving; }

Q_SIGNALS:
    /// Another draft takes the place of the one before; linksChanged() and changed() follow.
    void begun();
    /// Fields, errors.
    void changed();
    /// Links came, went, or are of another environment.
    void linksChanged();
    void resultChanged(const QString &linkId);
    void secretsChanged();
    void confirmationNeeded(const QStringList &relaxed);
    void saved(const QString &profileId);
    void failed(const ph::Error &error);

private:
    void begin(platform::Profile profile, bool isNew);
    void judge();
    void scheduleCheck(const QString &linkId);
    void checkScheduled();
    void readSecretStates();
    void storeNextSecret(QStringList keys, const QString &typedName, const QString &reason);
    void saveProfile(const QString &typedName, const QString &reason);
    void fail(const Error &error);
    void tellConflict(const Error &error);
    [[nodiscard]] QStringList wrongFields(const QString &linkId) const;

    platform::EnvironmentService &m_service;
    platform::Profile m_before;
    platform::Profile m_draft;
    bool m_isNew = true;
    bool m_isSaving = false;
    bool m_showsAll = false; ///< after a try to save: untouched fields show their errors, too
    QMap<QString, QString> m_asTyped; ///< field → text, also where it means the same in another form ("127" as a host)
    QMap<QString, QString> m_unread; ///< field → text that is not understood
    QMap<QString, QString> m_unreadErrors;
    QMap<QString, QString> m_errors;
    QSet<QString> m_touched;
    std::vector<RemovedLink> m_removed;
    QStringList m_changedElsewhere;
    platform::EnvironmentService::Typed m_typed;
    QMap<QString, platform::EnvironmentService::SecretState> m_secretStates;
    QMap<QString, LinkResult> m_results;
    QMap<QString, int> m_generations; ///< newest check of each link; late answers are dropped
    QSet<QString> m_scheduled;
    QTimer m_checkSoon;
    std::unique_ptr<TaskScope> m_scope = std::make_unique<TaskScope>(); ///< of this draft
};

} // namespace ph::models
