// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/platform/profileformmodel.h"
#include "ui/components/card.h"
#include "ui/platform/formfield.h"

class QButtonGroup;
class QCheckBox;

namespace ph::ui {

/// What the environment of a form is called, and how its banner looks.
class IdentityCard final : public Card {
    Q_OBJECT
public:
    explicit IdentityCard(models::ProfileFormModel &model, QWidget *parent = nullptr);
    void refresh();
    void focusFirst();
    /// From top to bottom.
    [[nodiscard]] QList<FormField *> fields() const;

private:
    models::ProfileFormModel &m_model;
    FormField *m_name;
    FormField *m_label;
    QButtonGroup *m_kinds;
    QButtonGroup *m_colours;
    QButtonGroup *m_shapes;
};

/// What stands between a slip in it and the users.
class GuardsCard final : public Card {
    Q_OBJECT
public:
    explicit GuardsCard(models::ProfileFormModel &model, QWidget *parent = nullptr);
    void refresh();
    [[nodiscard]] QList<FormField *> fields() const;

private:
    models::ProfileFormModel &m_model;
    FormField *m_claims;
    FormField *m_taskTenant;
    QList<std::pair<QString, QCheckBox *>> m_boxes; ///< field → box
};

} // namespace ph::ui
