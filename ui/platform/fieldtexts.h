// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/profile.h"

namespace ph::ui {

/// How a field of a profile (services/platform/edit/fields.h) is called and explained.
struct FieldText {
    QString label;
    QString hint {}; ///< inside the empty field: "rediss://host:6380/0"
    QString about {}; ///< below it, muted
    bool isMono = false;
    bool isLong = false; ///< several lines (a certificate)
    bool isRare = false; ///< shown with “TLS and route” only
};
[[nodiscard]] FieldText linkFieldText(platform::LinkKind kind, const QString &field);

/// The same of the environment itself: "name", "read_only".
[[nodiscard]] QString profileFieldLabel(const QString &field);
/// As a person knows them: "redis-broker.url" of `profile` is "Redis broker: address".
[[nodiscard]] QStringList fieldLabels(const platform::Profile &profile, const QStringList &fields);

/// What a link of this kind and role is for, one sentence.
[[nodiscard]] QString linkPurpose(platform::LinkKind kind, const QString &role);
/// The bundled icon of a kind of link.
[[nodiscard]] QString linkIcon(platform::LinkKind kind);

} // namespace ph::ui
