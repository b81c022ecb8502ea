// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/platform/environmentdetail.h"

#include "ui/components/card.h"
#include "ui/components/layout.h"

namespace ph::ui {

EnvironmentDetail::EnvironmentDetail(models::EnvironmentsModel &model, QWidget *parent)
    : DetailView(parent)
    , m_model(model)
    , m_guards(new FactList)
    , m_links(new FactList)
{
    auto *column = vbox(this, {16, 12, 16, 12}, 12);
    column->addWidget(new SectionHeader(tr("Guards")));
    column->addWidget(m_guards);
    column->addWidget(new Divider);
    column->addWidget(new SectionHeader(tr("Links")));
    column->addWidget(m_links);
    column->addStretch();
    connect(&m_model, &models::EnvironmentsModel::changed, this, [this] {
        if (!m_shown.isEmpty() && m_model.find(m_shown)) // changed here or elsewhere
            Q_EMIT headChanged(showObject(m_shown));
    });
}

DetailHead EnvironmentDetail::showObject(const QString &id)
{
    m_shown = id;
    m_guards->clear();
    m_links->clear();
    const platform::Profile *profile = m_model.find(id);
    if (profile == nullptr)
        return {tr("gone"), models::Status::Past, id, id, {}};
    const auto yesNo = [](bool on) { return on ? tr("yes") : tr("no"); };
    m_guards->addFact(tr("Protected"), yesNo(profile->isProtected));
    m_guards->addFact(tr("Read-only"), yesNo(profile->isReadOnly));
    m_guards->addFact(tr("Second factor"), yesNo(profile->needsSecondFactor));
    m_guards->addFact(tr("Silent"), yesNo(profile->isSilent));
    m_guards->addMono(tr("Rights from"), profile->claims.rolePaths.join(QStringLiteral(", ")));
    if (!profile->taskTenant.isEmpty())
        m_guards->addMono(tr("Tenant of a task"), profile->taskTenant);
    for (const platform::Link &link : profile->links)
        m_links->addMono(link.label.isEmpty() ? link.id : link.label, link.url.toString());
    if (profile->links.empty())
        m_links->addFact(tr("None"), tr("Change the environment to add its servers."));
    return {models::environmentKindWord(profile->kind), models::environmentStatus(profile->kind), profile->name,
        profile->id, {}};
}

} // namespace ph::ui
