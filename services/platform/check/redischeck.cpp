// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/check/kinds.h"
#include "services/platform/check/redisrights.h"
#include "services/platform/connections/endpoints.h"
#include "services/transport/redis/dryrun.h"
#include "services/transport/redis/reply.h"
#include "services/transport/redis/sentinel.h"

#include <QUuid>

namespace ph::platform::check {

namespace redis = transport::redis;

namespace {

using Commands = std::vector<redis::Command>;

QString infoValue(const QByteArray &info, QByteArrayView key)
{
    for (const QByteArray &line : info.split('\n'))
        if (line.startsWith(key.toByteArray() + ':'))
            return QString::fromUtf8(line.mid(key.size() + 1).trimmed());
    return {};
}

/// A fork says so; Redis does not.
QString serverName(const QByteArray &info)
{
    const QString valkey = infoValue(info, "valkey_version");
    return valkey.isEmpty() ? QStringLiteral("Redis ") + infoValue(info, "redis_version")
                            : QStringLiteral("Valkey ") + valkey;
}

Task<void> measure(std::shared_ptr<Job> job, redis::Client *client, std::stop_token stop)
{
    const WallTime sent = job->clock.wall();
    const MonoTime started = job->clock.monotonic();
    auto time = co_await client->read(redis::Command("TIME"), stop, limit);
    job->found.latency = job->clock.monotonic() - started;
    if (!time) {
        if (time.error().kind == ErrorKind::Forbidden)
            job->warn("acl", CheckWarning::NoTime);
        co_return time.error().kind == ErrorKind::Forbidden ? Result<void>() : Result<void>(fail(time.error()));
    }
    const WallTime server {
        std::chrono::seconds {time->at(0).toInteger()} + Milliseconds {time->at(1).toInteger() / 1000}};
    job->found.clock = ServerOffset::measure(server, sent, job->clock.wall(), Milliseconds {1}, job->clock.monotonic());
    co_return Result<void> {};
}

Task<void> identify(std::shared_ptr<Job> job, redis::Client *client, std::stop_token stop)
{
    auto info = co_await client->read(redis::Command("INFO", "server"), stop, limit);
    if (!info && info.error().kind == ErrorKind::Forbidden) {
        job->found.server = QStringLiteral("Redis");
        job->warn("acl", CheckWarning::NoInfo);
        co_return Result<void> {};
    }
    if (!info)
        co_return fail(info.error());
    job->found.server = serverName(info->bytes());
    if (redis::isOfSentinel(info->bytes()))
        co_return fail(redis::sentinelAnswers(job->link().url.host()));
    co_return Result<void> {};
}

/// Is this what the profile says it is? A wrong database number shows as an empty place.
Task<void> lookForKeys(std::shared_ptr<Job> job, redis::Client *client, std::stop_token stop)
{
    const RoleKeys keys = keysOf(job->link());
    if (keys.pattern.isEmpty())
        co_return Result<void> {};
    QByteArray cursor = "0";
    qsizetype found = 0;
    constexpr int most = 20; // so many thousand keys are looked at: a glance, not a survey
    bool isWhole = false;
    for (int i = 0; i < most && !isWhole && found < 1000; ++i) {
        auto page
            = co_await client->read(redis::Command("SCAN", cursor, "MATCH", keys.pattern, "COUNT", 1000), stop, limit);
        if (!page)
            co_return page.error().kind == ErrorKind::Forbidden ? Result<void>() : Result<void>(fail(page.error()));
        found += qsizetype(page->at(1).items().size());
        cursor = page->at(0).bytes();
        isWhole = cursor == "0";
    }
    if (found > 0)
        job->fact("keys", wording::keysFound(keys.found, found, isWhole));
    else if (keys.isExpected && isWhole)
        job->warn("no-keys", CheckWarning::NoTraceOfCelery);
    co_return Result<void> {};
}

struct Login {
    QString user;
    transport::CredentialSource credentials;
};

Task<redis::DryAnswers> mayRun(std::shared_ptr<Job> job, Login login, std::vector<Right> rights, std::stop_token stop)
{
    auto endpoint = redisEndpoint(job->profile, job->link());
    if (!endpoint)
        co_return fail(endpoint.error());
    // A channel of the events' name space, so that a user who may hear only those passes; nobody publishes there.
    const QByteArray channel = endpoint->key("/" + QByteArray::number(endpoint->db) + ".celeryev/pilothouse-check-"
        + QUuid::createUuid().toByteArray(QUuid::WithoutBraces));
    Commands commands;
    for (const Right &right : rights)
        commands.push_back(right.command);
    co_return co_await redis::dryRun(
        {std::move(*endpoint), std::move(login.credentials), job->connections->dialer(job->link())}, channel,
        std::move(commands), stop, limit);
}

QStringList refusedNames(const std::vector<Right> &rights, const redis::DryAnswers &answers, bool wanted)
{
    QStringList names;
    for (size_t i = 0; i < rights.size(); ++i) {
        const bool isRefused = answers[i] && answers[i]->code == QLatin1String("NOPERM");
        if (isRefused == wanted && !names.contains(rights[i].name))
            names << rights[i].name;
    }
    return names;
}

/// Where the server cannot be asked without running them: they only read, so they are run. What is refused of them.
Task<QStringList> refusedReads(redis::Client *client, std::vector<Right> rights, std::stop_token stop)
{
    QStringList names;
    for (const Right &right : rights) {
        const auto reply = co_await client->read(right.command, stop, limit);
        if (!reply && isCancelled(reply.error()))
            co_return fail(reply.error());
        if (!reply && reply.error().code == QLatin1String("NOPERM") && !names.contains(right.name))
            names << right.name;
    }
    co_return names;
}

/// A warning for each right that only some views need; an error when no queue could be read.
Result<void> judgeReads(Job &job, const QString &user, const QStringList &refused)
{
    if (refused.isEmpty())
        return {};
    const QStringList needed = job.link().role == QLatin1String("broker") ? neededForQueues(refused) : QStringList();
    if (needed.isEmpty()) {
        job.warn("acl", CheckWarning::ReaderRefused, {user, refused.join(QStringLiteral(", "))});
        return {};
    }
    QStringList grants;
    for (const QString &name : refused)
        grants << QLatin1Char('+') + name.toLower().replace(QLatin1Char(' '), QLatin1Char('|'));
    return fail(ErrorKind::Forbidden,
        QStringLiteral("%1 is refused %2: queues cannot be read").arg(user, refused.join(QStringLiteral(", "))),
        job.link().url.host(), redis::aclHint(grants.join(QLatin1Char(' '))), QStringLiteral("NOPERM"));
}

Task<void> checkReader(
    std::shared_ptr<Job> job, redis::Client *client, transport::CredentialSource credentials, std::stop_token stop)
{
    const QString user = job->link().user.isEmpty() ? QStringLiteral("default") : job->link().user;
    const auto reads = readingRights(job->link());
    auto answers = co_await mayRun(job, {user, credentials}, reads, stop);
    if (!answers) {
        if (answers.error().code == QLatin1String("NOPERM") && job->link().role == QLatin1String("broker"))
            job->warn("acl-events", CheckWarning::NoEvents, {user});
        if (isCancelled(answers.error()))
            co_return fail(answers.error());
        auto refused = co_await refusedReads(client, reads, stop);
        if (!refused)
            co_return fail(refused.error());
        co_return judgeReads(*job, user, *refused);
    }
    if (auto judged = judgeReads(*job, user, refusedNames(reads, *answers, true)); !judged)
        co_return judged;
    if (job->link().role == QLatin1String("broker") && !job->profile.isSilent) {
        const auto probes = probeRights(job->profile, job->link());
        auto asked = co_await mayRun(job, {user, credentials}, probes, stop);
        if (asked)
            if (const QStringList refused = refusedNames(probes, *asked, true); !refused.isEmpty())
                job->warn("acl-probes", CheckWarning::NoProbes, {user, refused.join(QStringLiteral(", "))});
    }
    const auto changes = changingRights(job->link());
    auto writes = co_await mayRun(job, {user, credentials}, changes, stop);
    if (writes)
        if (const QStringList allowed = refusedNames(changes, *writes, false); !allowed.isEmpty())
            job->warn("reader-can-write", CheckWarning::ReaderMayChangeData,
                {user, allowed.mid(0, 4).join(QStringLiteral(", "))});
    co_return Result<void> {};
}

void warnOfOperator(Job &job, const Error &why)
{
    const auto words = wording::checkWarning(CheckWarning::OperatorUserFails, {job.link().operatorUser, why.what});
    job.warn("operator", words.text, why.hint.isEmpty() ? words.hint : why.hint);
}

Task<void> checkOperator(std::shared_ptr<Job> job, transport::CredentialSource credentials, std::stop_token stop)
{
    const QString user = job->link().operatorUser;
    const auto changes = operatingRights(job->link());
    auto answers = co_await mayRun(job, {user, std::move(credentials)}, changes, stop);
    if (!answers) {
        if (isCancelled(answers.error()))
            co_return fail(answers.error());
        if (answers.error().kind == ErrorKind::Auth || answers.error().kind == ErrorKind::Unavailable)
            warnOfOperator(*job, answers.error());
        co_return Result<void> {};
    }
    const QStringList refused = refusedNames(changes, *answers, true);
    if (refused.isEmpty())
        job->fact("operator", QStringLiteral("%1 may make the changes that Pilothouse knows").arg(user));
    else
        job->warn("operator-acl", CheckWarning::OperatorRefused, {user, refused.join(QStringLiteral(", "))});
    co_return Result<void> {};
}

} // namespace

Task<void> checkRedis(std::shared_ptr<Job> job, std::stop_token stop)
{
    redis::Client::Options options;
    auto endpoint = redisEndpoint(job->profile, job->link());
    if (!endpoint)
        co_return fail(endpoint.error());
    options.endpoint = std::move(*endpoint);
    options.reader = job->connections->credentials(job->link(), job->link().user);
    options.dial = job->connections->dialer(job->link());
    const auto reader = options.reader;
    redis::Client client(std::move(options));
    client.start();
    for (auto *step : {measure, identify, lookForKeys}) {
        auto done = co_await step(job, &client, stop);
        if (!done)
            co_return done;
    }
    auto read = co_await checkReader(job, &client, reader, stop);
    if (!read || job->link().operatorUser.isEmpty())
        co_return read;
    co_return co_await checkOperator(job, job->connections->credentials(job->link(), job->link().operatorUser), stop);
}

} // namespace ph::platform::check
