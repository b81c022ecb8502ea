// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/queueacts.h"

namespace ph::ui {

QueueActs::QueueActs(models::QueuesModel &model, ReviewFlow::Place place, QObject *parent)
    : QObject(parent)
    , m_model(model)
    , m_place(place)
{
}

ReviewFlow *QueueActs::review(const operations::ActionSpec &spec, const QString &icon, models::MakeOperation make)
{
    return ReviewFlow::start(m_model.session(), spec, std::move(make), icon, m_place, this);
}

} // namespace ph::ui
