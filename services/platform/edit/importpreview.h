// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/profile.h"

namespace ph::platform {

/// What importing a file would do; shown before it is done.
struct ImportPreview {
    Profile profile; ///< as it would be saved, with a fresh id
    QStringList banner; ///< one sentence, where label, colour or shape are not those of its kind
    QStringList raised; ///< guards that are set although the file says otherwise
    QStringList dropped; ///< fields that are not taken over
    QStringList needed; ///< secrets that have to be entered: "the password of pilothouse_reader for Redis broker"
};

/// Errors as importProfile()'s.
[[nodiscard]] Result<ImportPreview> previewImport(const QByteArray &file);

} // namespace ph::platform
