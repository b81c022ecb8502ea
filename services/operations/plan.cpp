// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/plan.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QJsonArray>
#include <algorithm>

namespace ph::operations {

namespace {

QString preconditionName(PreconditionState state)
{
    switch (state) {
    case PreconditionState::Met: return QStringLiteral("met");
    case PreconditionState::ToAccept: return QStringLiteral("to-accept");
    case PreconditionState::Failed: break;
    }
    return QStringLiteral("failed");
}

} // namespace

bool Plan::canRun() const
{
    return !steps.empty() && std::none_of(preconditions.begin(), preconditions.end(), [](const PlanPrecondition &each) {
        return each.state == PreconditionState::Failed;
    });
}

Error Plan::unmet() const
{
    QStringList texts;
    for (const PlanPrecondition &each : preconditions)
        if (each.state == PreconditionState::Failed)
            texts << QStringLiteral("%1 (%2)").arg(each.text, each.evidence);
    const QString what = texts.isEmpty() ? QStringLiteral("the plan has no step")
                                         : QStringLiteral("not met: ") + texts.join(QStringLiteral(", "));
    return {ErrorKind::Conflict, what, title, {}, QStringLiteral("precondition"), {}, {}};
}

QJsonObject Plan::toJson() const
{
    QJsonArray stepArray;
    for (const PlanStep &step : steps)
        stepArray.append(QJsonObject {{QStringLiteral("id"), step.id}, {QStringLiteral("title"), step.title},
            {QStringLiteral("command"), step.command}, {QStringLiteral("undo"), step.undo},
            {QStringLiteral("changes_nothing"), step.changesNothing},
            {QStringLiteral("point_of_no_return"), step.isPointOfNoReturn}});
    QJsonArray touchArray;
    for (const PlanTouch &touch : touches)
        touchArray.append(QJsonObject {{QStringLiteral("what"), touch.what}, {QStringLiteral("count"), touch.count},
            {QStringLiteral("sample"), QJsonArray::fromStringList(touch.sample)},
            {QStringLiteral("lost"), touch.isLost}});
    QJsonArray preconditionArray;
    for (const PlanPrecondition &each : preconditions)
        preconditionArray.append(QJsonObject {{QStringLiteral("text"), each.text},
            {QStringLiteral("evidence"), each.evidence}, {QStringLiteral("state"), preconditionName(each.state)}});
    return {{QStringLiteral("title"), title}, {QStringLiteral("object"), objectName},
        {QStringLiteral("typed_name"), typedName()}, {QStringLiteral("tenant"), tenants.only()},
        {QStringLiteral("tenants"), tenants.toJson()}, {QStringLiteral("by_tenant"), shownTenants.toJson()},
        {QStringLiteral("estimate"), estimate}, {QStringLiteral("gentler_way"), gentlerWay},
        {QStringLiteral("steps"), stepArray}, {QStringLiteral("touches"), touchArray},
        {QStringLiteral("preconditions"), preconditionArray}, {QStringLiteral("nothing_left"), nothingLeft},
        {QStringLiteral("made_at"),
            QDateTime::fromMSecsSinceEpoch(madeAt.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODateWithMs)},
        {QStringLiteral("fingerprint"), fingerprint}};
}

QString fingerprintOf(const QStringList &parts)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &part : parts) {
        const QByteArray bytes = part.toUtf8();
        hash.addData(QByteArray::number(bytes.size()) + ':');
        hash.addData(bytes);
    }
    return QString::fromLatin1(hash.result().toHex());
}

} // namespace ph::operations
