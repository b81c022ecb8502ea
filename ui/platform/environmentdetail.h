// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/platform/environmentsmodel.h"
#include "ui/components/detailpanel.h"

namespace ph::ui {

/// One environment in the detail panel: guards, links, rights.
class EnvironmentDetail final : public DetailView {
    Q_OBJECT
public:
    explicit EnvironmentDetail(models::EnvironmentsModel &model, QWidget *parent = nullptr);
    DetailHead showObject(const QString &id) override;

private:
    models::EnvironmentsModel &m_model;
    FactList *m_guards;
    FactList *m_links;
    QString m_shown; ///< id
};

} // namespace ph::ui
