// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/queues/formats.h"
#include "app/pilothousectl/queues/queuesession.h"
#include "app/pilothousectl/queues/verbs.h"

#include <QJsonArray>
#include <algorithm>

namespace ph::ctl::queues {

using namespace std::chrono_literals;
using ph::queues::QueueService;

namespace {

constexpr Deadline kLimit = 15s;

Task<QStringList> forgottenBy(QueueService *service)
{
    QStringList nodes;
    for (const ph::queues::WorkerStatus &each : service->workers().value.forgotten)
        nodes << QString::fromStdString(each.worker.hostname);
    co_return nodes;
}

Task<QStringList> forgottenNow(QueueService *service, std::stop_token stop)
{
    return onThread<QStringList>(
        service, [service](std::stop_token) { return forgottenBy(service); }, std::move(stop), kLimit);
}

Task<void> change(QueueService *service, bool undo, QStringList nodes, std::stop_token stop)
{
    const auto change = undo ? &QueueService::bringBackWorkers : &QueueService::forgetWorkers;
    return onThread<void>(
        service, [service, change, nodes](std::stop_token stop) { return (service->*change)(nodes, std::move(stop)); },
        std::move(stop), kLimit);
}

void print(Output &out, const QStringList &nodes, const QStringList &forgotten, bool undo)
{
    if (out.format() == Output::Format::Json)
        return out.json(QJsonObject {{QStringLiteral("forgotten"), QJsonArray::fromStringList(forgotten)}});
    for (const QString &node : nodes)
        out.line((undo ? QStringLiteral("%1 is told of again.")
                       : QStringLiteral("%1 is forgotten until it is heard again; --undo brings it back before."))
                .arg(shown(node.toStdString())));
}

Task<ExitCode> run(Context *ctx)
{
    const QStringList nodes = ctx->arguments();
    if (nodes.isEmpty())
        co_return fail(ErrorKind::Invalid, QStringLiteral("no worker was named"), QStringLiteral("workers forget"));
    if (auto named = refuseAddresses(*ctx); !named)
        co_return fail(named.error());
    QueueService::Options options;
    options.readsResults = false;
    auto opened = co_await openQueues(ctx, options);
    if (!opened)
        co_return fail(opened.error());
    if (auto whole = co_await waitForSnapshot(ctx, &*opened, 20s); !whole)
        co_return fail(whole.error());
    QueueService *service = opened->queues;
    const bool undo = ctx->isSet("undo");
    const auto before = co_await forgottenNow(service, ctx->stop());
    if (!before)
        co_return fail(before.error());
    for (const QString &node : nodes)
        if (undo && !before->contains(node))
            co_return fail(ErrorKind::NotFound, QStringLiteral("this worker is not forgotten"), node);
    if (auto changed = co_await change(service, undo, nodes, ctx->stop()); !changed)
        co_return fail(changed.error());
    const auto after = co_await forgottenNow(service, ctx->stop());
    if (!after)
        co_return fail(after.error());
    print(ctx->out(), nodes, *after, undo);
    co_return ExitCode::Done;
}

} // namespace

Verb workersForgetVerb()
{
    Verb verb;
    verb.words = QStringLiteral("workers forget");
    verb.arguments = QStringLiteral("NODE…");
    verb.summary = QStringLiteral("Leave out workers that are lost or stopped, for you on this computer, until they "
                                  "are heard again; nothing is sent to a server");
    verb.failure = QStringLiteral("No worker was forgotten");
    verb.options = environmentOptions();
    for (QCommandLineOption option : sourceOptions()) { // opening a session asks for all of them
        const QString name = option.names().constFirst();
        if (std::ranges::any_of(verb.options, [&name](const auto &each) { return each.names().constFirst() == name; }))
            continue;
        option.setFlags(QCommandLineOption::HiddenFromHelp);
        verb.options << option;
    }
    verb.options << QCommandLineOption(QStringLiteral("undo"), QStringLiteral("Bring them back."));
    verb.example = QStringLiteral("pilothousectl workers forget celery@worker-7 --env Staging");
    verb.run = run;
    return verb;
}

} // namespace ph::ctl::queues
