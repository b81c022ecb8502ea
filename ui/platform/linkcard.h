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
    void focusFirst();
    /// Puts the keyboard into that field ("auth.url") and returns it; null if it is none of this link.
    QWidget *focusField(const QString &path);
    /// A check was asked for and not made, for a field is wrong.
    [[nodiscard]] bool isHeldBack() const;
    /// Puts the keyboard into the first field that is wrong; false if none is.
    bool focusMistake();

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
    QHash<QString, FormField *> m_secretFields; ///< by keychain key
};

} // namespace ph::ui
