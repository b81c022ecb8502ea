// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/platform/profileformmodel.h"
#include "ui/components/card.h"
#include "ui/platform/formfield.h"

#include <QHash>

namespace ph::ui {

class Banner;
class StatePill;

/// One link in the form: its fields, its passwords, and what it answers.
class LinkCard final : public QWidget {
    Q_OBJECT
public:
    LinkCard(models::ProfileFormModel &model, const platform::Link &link, QWidget *parent = nullptr);

    [[nodiscard]] QString linkId() const { return m_id; }
    void refresh();
    void refreshResult();
    void refreshSecrets();
    /// Its address.
    [[nodiscard]] FormField *firstField() const;
    /// That field ("auth.url"), unfolded where it stands among the rare ones; null if it is none of this link.
    FormField *fieldAt(const QString &path);
    /// A check was asked for and not made, for a field is wrong.
    [[nodiscard]] bool isHeldBack() const;
    /// The uppermost field that is wrong, unfolded; null if none is.
    FormField *firstMistake();

Q_SIGNALS:
    void removeRequested();
    /// Its check was asked for and not made.
    void mistakeFound();

private:
    void addFields(const platform::Link &link);
    void addSecretFields();
    [[nodiscard]] QString secretPlaceholder(const QString &key) const;
    void showNotes(const models::LinkResult &result);

    models::ProfileFormModel &m_model;
    QString m_id;
    Card *m_card;
    StatePill *m_pill;
    Label *m_answer;
    Banner *m_banner;
    QWidget *m_notes;
    QWidget *m_rare;
    Button *m_rareSwitch;
    QWidget *m_secrets;
    QHash<QString, FormField *> m_fields; ///< by field name
    QStringList m_order; ///< of m_fields, as they are seen
    QHash<QString, FormField *> m_secretFields; ///< by keychain key
};

} // namespace ph::ui
