// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>

namespace ph {

/// The redactor for structured values: what stands under a key named like a secret becomes the mark, texts lose what
/// looks like a secret (redact.h), everything else stays as it is. Any thread; linear in the value's size and depth.
[[nodiscard]] QJsonValue redact(const QJsonValue &value);

} // namespace ph
