// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/rowtablemodel.h"
#include "services/platform/profile.h"

namespace ph::models {

/// One environment as its table shows it.
struct EnvironmentRow {
    QString id;
    QString name;
    platform::EnvironmentKind kind = platform::EnvironmentKind::Production;
    QString guards; ///< "protected, read-only"
    QString links; ///< "Auth, Redis ×4, Prometheus"
    qint64 linkCount = 0;
    bool isLocal = false; ///< of a local platform: not saved, not to be edited

    bool operator==(const EnvironmentRow &) const = default;
};

class EnvironmentListModel final : public RowTableModel<EnvironmentRow> {
public:
    explicit EnvironmentListModel(QObject *parent = nullptr);
    void show(const std::vector<platform::Profile> &profiles);
};

[[nodiscard]] EnvironmentRow environmentRow(const platform::Profile &profile);
/// "Production", translated.
[[nodiscard]] QString environmentKindWord(platform::EnvironmentKind kind);
[[nodiscard]] Status environmentStatus(platform::EnvironmentKind kind);

} // namespace ph::models
