// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/platform/linkresult.h"

#include "services/wording/times.h"

#include <QCoreApplication>

namespace ph::models {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("environments", text); }

} // namespace

QString LinkResult::word() const
{
    switch (state) {
    case State::Unchecked:
    case State::Wrong: return tr("not checked");
    case State::Checking: return tr("checking…");
    case State::Done: break;
    }
    if (!check.isGood)
        return tr("does not work");
    if (check.warnings.empty())
        return tr("works");
    return check.warnings.size() == 1 ? tr("works, 1 warning") : tr("works, %1 warnings").arg(check.warnings.size());
}

Status LinkResult::status() const
{
    switch (state) {
    case State::Unchecked: return Status::None;
    case State::Wrong: return Status::Warning;
    case State::Checking: return Status::Running;
    case State::Done: break;
    }
    return !check.isGood ? Status::Failed : check.warnings.empty() ? Status::Ok : Status::Warning;
}

QString LinkResult::answer() const
{
    if (state == State::Wrong)
        return tr("Nothing was asked: a field is wrong");
    if (state != State::Done || !check.isGood)
        return {};
    const QString time = check.latency.count() == 0 ? tr("under 1 ms") : wording::duration(check.latency);
    return QStringLiteral("%1 · %2").arg(check.server, time);
}

} // namespace ph::models
