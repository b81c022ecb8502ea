// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/areas.h"

#include "app/pilothousectl/auth/verbs.h"
#include "app/pilothousectl/companion/completion.h"
#include "app/pilothousectl/env/verbs.h"
#include "app/pilothousectl/local/verbs.h"
#include "app/pilothousectl/operations/verbs.h"
#include "app/pilothousectl/queues/verbs.h"
#include "app/pilothousectl/status/verbs.h"
#include "services/auth/autharea.h"
#include "services/overview/unfinishedacts.h"
#include "services/queues/queueservice.h"

namespace ph::ctl {

std::vector<platform::AreaFactory> sessionAreas()
{
    std::vector<platform::AreaFactory> all;
    // One line an area: what it attaches to a session.
    all.push_back(ph::auth::authArea(ph::auth::SessionRole::Looking));
    all.push_back(ph::overview::unfinishedActsArea());
    all.push_back(ph::queues::queuesArea());
    return all;
}

std::vector<platform::AreaFactory> actingAreas()
{
    std::vector<platform::AreaFactory> all;
    // One line an area that has operations.
    all.push_back(ph::queues::queuesArea());
    return all;
}

Verbs allVerbs()
{
    Verbs all;
    const auto add = [&all](Verbs verbs) {
        all.insert(all.end(), std::make_move_iterator(verbs.begin()), std::make_move_iterator(verbs.end()));
    };
    // One line an area; its folder beside this file holds the verbs.
    add(status::verbs(sessionAreas));
    add(auth::verbs());
    add(env::verbs());
    add(local::verbs());
    add(queues::verbs());
    add(activity::verbs(actingAreas));
    all.push_back(completionVerb());
    return all;
}

} // namespace ph::ctl
