// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/local/show.h"

namespace ph::ctl::local {

using localplatform::PartState;
using localplatform::PlatformStatus;

void showStatus(Output &out, const localplatform::Folder &folder, const PlatformStatus &status)
{
    if (out.format() == Output::Format::Json)
        return out.json(localplatform::toJson(status));
    if (!status.isRunning() && out.format() != Output::Format::Csv)
        return out.line(QStringLiteral("The local platform “%1” does not run. %2 starts it.")
                .arg(status.name, folder.command(QStringLiteral("up"))));
    const std::vector<Column> columns {{QStringLiteral("Part"), QStringLiteral("name")},
        {QStringLiteral("State"), QStringLiteral("state")},
        {QStringLiteral("Process"), QStringLiteral("pid"), Align::Right},
        {QStringLiteral("Restarts"), QStringLiteral("restarts"), Align::Right},
        {QStringLiteral("Address"), QStringLiteral("endpoint"), Align::Left, true},
        {QStringLiteral("Detail"), QStringLiteral("detail")}};
    std::vector<std::vector<Cell>> rows;
    for (const auto &part : status.parts)
        rows.push_back({Cell(part.name), Cell(localplatform::partStateName(part.state)),
            Cell(part.pid == 0 ? QStringLiteral("–") : QString::number(part.pid), part.pid),
            Cell(QString::number(part.restarts), part.restarts), Cell(part.endpoint), Cell(part.detail)});
    out.table(columns, rows);
    // In full: the table is cut to the terminal's width.
    for (const auto &part : status.parts)
        if (part.state == PartState::Backoff && out.format() == Output::Format::Human)
            out.line(QStringLiteral("\n%1 does not run: %2\nIts log: %3").arg(part.title, part.detail, part.log));
    for (const QString &notice : status.notices)
        out.note(notice);
    out.line(QStringLiteral("\nFolder %1, supervisor process %2.").arg(status.folder).arg(status.pid));
}

void Progress::show(const PlatformStatus &status)
{
    int ready = int(m_told.size());
    for (const auto &part : status.parts) {
        if (part.state != PartState::Ready || m_told.contains(part.name))
            continue;
        m_told << part.name;
        ++ready;
        const QString bar = QString(ready, QLatin1Char('#')).leftJustified(int(status.parts.size()), QLatin1Char('.'));
        m_out.progress(
            QStringLiteral("[%1] %2/%3 %4 is ready%5")
                .arg(bar)
                .arg(ready)
                .arg(status.parts.size())
                .arg(part.title, part.endpoint.isEmpty() ? QString() : QStringLiteral(" at ") + part.endpoint),
            {{QStringLiteral("part"), part.name}, {QStringLiteral("ready"), ready},
                {QStringLiteral("of"), qint64(status.parts.size())}, {QStringLiteral("endpoint"), part.endpoint}});
    }
}

} // namespace ph::ctl::local
