// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/platform/environmentlistmodel.h"

#include <QCoreApplication>
#include <QMap>

namespace ph::models {

using platform::EnvironmentKind;
using platform::LinkKind;
using platform::Profile;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("environments", text); }

QString kindWord(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Auth: return tr("Auth");
    case LinkKind::Rest: return tr("REST");
    case LinkKind::Realtime: return tr("Realtime");
    case LinkKind::Admin: return tr("Admin service");
    case LinkKind::Postgres: return tr("Postgres");
    case LinkKind::Redis: return tr("Redis");
    case LinkKind::Prometheus: return tr("Prometheus");
    case LinkKind::Alertmanager: return tr("Alertmanager");
    case LinkKind::Ssh: return tr("SSH host");
    case LinkKind::SecretStore: return tr("Secret store");
    }
    return {};
}

QString guardsOf(const Profile &profile)
{
    QStringList guards;
    if (profile.isProtected)
        guards << tr("protected");
    if (profile.isReadOnly)
        guards << tr("read-only");
    if (profile.isSilent)
        guards << tr("silent");
    if (profile.needsSecondFactor)
        guards << tr("2nd factor");
    return guards.isEmpty() ? tr("none") : guards.join(QStringLiteral(", "));
}

QString linksOf(const Profile &profile)
{
    QMap<LinkKind, int> counts;
    for (const platform::Link &link : profile.links)
        ++counts[link.kind];
    QStringList words;
    for (auto it = counts.begin(); it != counts.end(); ++it)
        words << (it.value() == 1 ? kindWord(it.key())
                                  : QStringLiteral("%1 ×%2").arg(kindWord(it.key())).arg(it.value()));
    return words.join(QStringLiteral(", "));
}

QList<Column<EnvironmentRow>> environmentColumns()
{
    QList<Column<EnvironmentRow>> columns;
    const auto add
        = [&](const char *key, const QString &title, ColumnKind kind, int width, auto text, bool stretches = false) {
              Column<EnvironmentRow> column;
              column.info = {QLatin1String(key), title, kind, width, true, stretches};
              column.text = text;
              columns.append(std::move(column));
          };
    add("name", tr("Environment"), ColumnKind::Strong, 220, [](const EnvironmentRow &row) { return row.name; });
    add("kind", tr("Kind"), ColumnKind::Pill, 130,
        [](const EnvironmentRow &row) { return environmentKindWord(row.kind); });
    columns.last().status = [](const EnvironmentRow &row) { return environmentStatus(row.kind); };
    columns.last().sort = [](const EnvironmentRow &row) { return SortKey {qint64(row.kind)}; };
    add("guards", tr("Guards"), ColumnKind::Text, 220, [](const EnvironmentRow &row) { return row.guards; });
    add("links", tr("Links"), ColumnKind::Muted, 320, [](const EnvironmentRow &row) { return row.links; }, true);
    columns.last().sort = [](const EnvironmentRow &row) { return SortKey {row.linkCount}; };
    add("origin", tr("From"), ColumnKind::Muted, 130,
        [](const EnvironmentRow &row) { return row.isLocal ? tr("local platform") : tr("you"); });
    columns.last().info.yields = true;
    return columns;
}

} // namespace

QString environmentKindWord(EnvironmentKind kind)
{
    switch (kind) {
    case EnvironmentKind::Local: return tr("Local");
    case EnvironmentKind::Development: return tr("Development");
    case EnvironmentKind::Staging: return tr("Staging");
    case EnvironmentKind::Production: return tr("Production");
    }
    return {};
}

Status environmentStatus(EnvironmentKind kind)
{
    switch (kind) {
    case EnvironmentKind::Local: return Status::Ok;
    case EnvironmentKind::Development: return Status::Running;
    case EnvironmentKind::Staging: return Status::Warning;
    case EnvironmentKind::Production: return Status::Failed;
    }
    return Status::None;
}

EnvironmentRow environmentRow(const Profile &profile)
{
    return {profile.id, profile.name, profile.kind, guardsOf(profile), linksOf(profile), qint64(profile.links.size()),
        !profile.localFolder.isEmpty()};
}

EnvironmentListModel::EnvironmentListModel(QObject *parent)
    : RowTableModel(environmentColumns(), [](const EnvironmentRow &row) { return row.id; }, parent)
{
}

void EnvironmentListModel::show(const std::vector<Profile> &profiles)
{
    QList<EnvironmentRow> rows;
    for (const Profile &profile : profiles)
        rows << environmentRow(profile);
    update(rows);
}

} // namespace ph::models
