// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/commandresult.h"

#include "services/base/text.h"
#include "services/wording/queueplans.h"

namespace ph::queues {

QStringList agreedNodes(const CommandAnswers &answers)
{
    QStringList nodes;
    for (const auto &[node, value] : answers.byNode)
        if (celery::pidboxError(value).isEmpty())
            nodes << node;
    return nodes;
}

operations::StepResult stepResultOf(const CommandAnswers &answers)
{
    operations::StepResult result;
    if (answers.isCast) {
        result.summary = wording::commandCast(answers.receivers);
        result.hasWarning = true;
        return result;
    }
    QStringList refusals;
    QJsonObject said;
    for (const auto &[node, value] : answers.byNode) {
        said.insert(node, value);
        if (const QString error = celery::pidboxError(value); !error.isEmpty())
            refusals << node + QStringLiteral(": ") + elidedEnd(visible(error), 120);
    }
    result.summary = wording::commandAnswers(int(agreedNodes(answers).size()), refusals, answers.silentNodes);
    result.details = {{QStringLiteral("answers"), said}};
    result.hasWarning = !refusals.isEmpty() || !answers.silentNodes.isEmpty();
    return result;
}

} // namespace ph::queues
