// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/areas.h"

#include "app/pilothousectl/local/verbs.h"
#include "app/pilothousectl/queues/verbs.h"

namespace ph::ctl {

Verbs allVerbs()
{
    Verbs all;
    const auto add = [&all](Verbs verbs) { all.insert(all.end(), std::make_move_iterator(verbs.begin()), std::make_move_iterator(verbs.end())); };
    // One line an area; its folder beside this file holds the verbs.
    add(local::verbs());
    add(queues::verbs());
    return all;
}

}
