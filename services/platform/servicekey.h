// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"

#include <QByteArrayView>

namespace ph::platform {

/// A key that gives every workstation everything has no place on a desktop. Refuses `sb_secret_…` and every token whose
/// payload names the role service_role (or supabase_admin), and what calls itself a service_role key, anywhere in the
/// text (quotes, "Bearer ", line breaks around it), with the reason (code "service-key"). Called wherever a key or
/// token can come in: form, paste, import, environment variable. The text itself stands in no error. Pure; any thread.
[[nodiscard]] Result<void> refuseServiceKey(QByteArrayView text);

} // namespace ph::platform
