// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/queues/verbs.h"

namespace ph::ctl::queues {

Verbs verbs()
{
    Verbs all;
    all.push_back(queuesVerb());
    all.push_back(tasksVerb());
    all.push_back(tasksShowVerb());
    all.push_back(tasksExportVerb());
    all.push_back(tasksRevokeVerb());
    all.push_back(workersVerb());
    all.push_back(workersEventsVerb(true));
    all.push_back(workersEventsVerb(false));
    all.push_back(workersForgetVerb());
    return all;
}

} // namespace ph::ctl::queues
