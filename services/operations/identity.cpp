// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/identity.h"

#include <algorithm>

namespace ph::operations {

const GrantedRight *Identity::find(const QString &key, const QString &tenant) const
{
    const auto it = std::find_if(rights.begin(), rights.end(), [&](const GrantedRight &right) {
        return right.key == key && (right.tenant.isEmpty() || right.tenant == tenant);
    });
    return it == rights.end() ? nullptr : &*it;
}

} // namespace ph::operations
