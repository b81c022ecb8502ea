// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/inspector.h"

#include "services/base/logging.h"
#include "services/transport/link/countdown.h"

#include <QJsonDocument>
#include <QUuid>

namespace ph::queues {

using namespace transport::redis;
using namespace std::chrono_literals;

namespace {

constexpr Deadline kSendLimit = 3s;
constexpr Milliseconds kSweepEvery = 10min;
constexpr int kSweepRounds = 40;

/// Questions times nodes: bounded against an endless stream of answers.
constexpr int kMostAnswers = 20'000;

bool isComplete(const InspectAnswers &answers, qsizetype questions, const QStringList &expected)
{
    if (expected.isEmpty() || qsizetype(answers.byMethod.size()) < questions)
        return false;
    for (const auto &[method, nodes] : answers.byMethod)
        for (const QString &node : expected)
            if (!nodes.contains(node))
                return false;
    return true;
}

QStringList silentOf(const InspectAnswers &answers, qsizetype questions, const QStringList &expected)
{
    QStringList silent;
    for (const QString &node : expected) {
        qsizetype answered = 0;
        for (const auto &[method, nodes] : answers.byMethod)
            answered += nodes.contains(node) ? 1 : 0;
        if (answered < questions)
            silent << node;
    }
    return silent;
}

} // namespace

const std::map<QString, QJsonValue> &InspectAnswers::of(InspectMethod method) const
{
    static const std::map<QString, QJsonValue> s_none;
    const auto it = byMethod.find(method);
    return it == byMethod.end() ? s_none : it->second;
}

Inspector::Inspector(Client &client, ProbeSource probes, const Clock &clock)
    : m_client(client)
    , m_probes(std::move(probes))
    , m_clock(clock)
{
}

double Inspector::serverSeconds() const
{
    const WallTime ours = m_clock.wall();
    const auto &offset = m_client.state().clock;
    return double((offset ? offset->toServer(ours) : ours).time_since_epoch().count()) / 1000;
}

/// The server's number: how many it reached, how many it took away.
Task<qint64> Inspector::send(Probe probe, QString what, std::stop_token stop, Deadline deadline)
{
    auto permit = m_probes(what);
    if (!permit)
        co_return fail(permit.error());
    auto reply = co_await m_client.probe(std::move(*permit), std::move(probe), stop, deadline);
    if (!reply)
        co_return fail(reply.error());
    co_return reply->toInteger();
}

Task<qint64> Inspector::publish(
    InspectQuestion question, ReplyAddress address, QByteArray ticket, std::stop_token stop, Deadline deadline)
{
    celery::PidboxRequest request;
    request.method = QString::fromLatin1(inspectMethodName(question.method));
    request.arguments = question.arguments;
    if (!ticket.isEmpty()) {
        request.replyId = address.routingKey();
        request.ticket = ticket;
    }
    auto probe = Probe::request(m_client.endpoint(), question.method, celery::pidboxEnvelope(request, serverSeconds()));
    if (!probe)
        co_return fail(probe.error());
    co_return co_await send(std::move(*probe), request.method, stop, deadline);
}

Task<void> Inspector::callForHeartbeats(std::stop_token stop, Deadline deadline)
{
    auto called
        = co_await publish({InspectMethod::Heartbeat, {}}, ReplyAddress(m_client.endpoint()), {}, stop, deadline);
    co_return called ? Result<void> {} : Result<void>(fail(called.error()));
}

Task<InspectAnswers> Inspector::ask(
    std::vector<InspectQuestion> questions, QStringList expected, std::stop_token stop, Deadline patience)
{
    const LiveTask live;
    const ReplyAddress address(m_client.endpoint(), qint64(serverSeconds()));
    auto bound = co_await send(Probe::bind(address), QStringLiteral("bind"), stop, kSendLimit);
    if (!bound)
        co_return fail(bound.error());
    qint64 receivers = 0;
    QHash<QByteArray, InspectMethod> tickets;
    std::optional<Error> failed;
    for (const InspectQuestion &question : questions) {
        const QByteArray ticket = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
        tickets.insert(ticket, question.method);
        auto published = co_await publish(question, address, ticket, stop, kSendLimit);
        if (!published) {
            failed = published.error();
            break;
        }
        receivers = std::max(receivers, *published);
    }
    Result<InspectAnswers> answers;
    if (!failed)
        answers = co_await collect(address, tickets, expected, stop, patience);
    else
        answers = fail(*failed);
    (void)co_await release(address, stop);
    (void)co_await sweep(stop);
    if (answers)
        answers->receivers = receivers;
    co_return answers;
}

Task<void> Inspector::sweep(std::stop_token stop)
{
    const MonoTime now = m_clock.monotonic();
    if (m_sweptAt && now - *m_sweptAt < kSweepEvery)
        co_return Result<void> {};
    m_sweptAt = now;
    QByteArray cursor = "0";
    for (int round = 0; round < kSweepRounds; ++round) {
        auto page = co_await m_client.read(ReplyAddress::scan(m_client.endpoint(), cursor), stop, kSendLimit);
        if (!page)
            co_return fail(page.error());
        for (const Reply &member : page->at(1).items())
            if (auto old = ReplyAddress::leftBehind(m_client.endpoint(), member.bytes(), qint64(serverSeconds())))
                (void)co_await release(std::move(*old), stop);
        cursor = page->at(0).bytes();
        if (cursor == "0")
            break;
    }
    co_return Result<void> {};
}

/// Left behind by a failure here is an entry of a set and a short list; the next Pilothouse sweeps both.
Task<void> Inspector::release(ReplyAddress address, std::stop_token stop)
{
    auto unbound = co_await send(Probe::unbind(address), QStringLiteral("unbind"), stop, kSendLimit);
    auto dropped = co_await send(Probe::drop(address), QStringLiteral("drop"), stop, kSendLimit);
    if (!unbound || !dropped)
        qCDebug(logQueues) << "a reply queue was not taken away";
    co_return Result<void> {};
}

Task<std::optional<celery::PidboxReply>> Inspector::takeAnswer(
    ReplyAddress address, std::stop_token stop, Deadline patience)
{
    using Answer = std::optional<celery::PidboxReply>;
    const transport::Countdown countdown(patience);
    for (;;) {
        const Deadline left = countdown.left();
        if (left <= 1ms)
            co_return Answer {};
        auto permit = m_probes(QStringLiteral("take reply"));
        if (!permit)
            co_return fail(permit.error());
        auto reply = co_await m_client.probe(std::move(*permit), Probe::takeReply(address, left), stop, left + 2s);
        if (!reply)
            co_return fail(reply.error());
        if (reply->isNil())
            co_return Answer {};
        auto answer = celery::parsePidboxReply(reply->at(1).bytes());
        if (answer)
            co_return Answer(std::move(*answer));
        qCWarning(logQueues).noquote() << "an answer of a worker could not be read:" << brief(answer.error());
    }
}

Task<InspectAnswers> Inspector::collect(ReplyAddress address, QHash<QByteArray, InspectMethod> tickets,
    QStringList expected, std::stop_token stop, Deadline patience)
{
    InspectAnswers answers;
    const transport::Countdown countdown(patience);
    for (int i = 0; i < kMostAnswers && !isComplete(answers, tickets.size(), expected); ++i) {
        auto answer = co_await takeAnswer(address, stop, countdown.left());
        if (!answer)
            co_return fail(answer.error());
        if (!*answer)
            break;
        const auto method = tickets.constFind((*answer)->ticket);
        if (method != tickets.constEnd())
            answers.byMethod[*method][(*answer)->node] = (*answer)->value;
    }
    answers.silentNodes = silentOf(answers, tickets.size(), expected);
    co_return answers;
}

QByteArray Inspector::shownRequest(const celery::PidboxRequest &request)
{
    QJsonObject shown {{QStringLiteral("method"), request.method}, {QStringLiteral("arguments"), request.arguments}};
    if (!request.destination.isEmpty())
        shown.insert(QStringLiteral("destination"), QJsonArray::fromStringList(request.destination));
    return QJsonDocument(shown).toJson(QJsonDocument::Compact);
}

Task<CommandAnswers> Inspector::collectAnswers(
    ReplyAddress address, QByteArray ticket, QStringList expected, std::stop_token stop, Deadline patience)
{
    CommandAnswers answers;
    answers.silentNodes = expected;
    const transport::Countdown countdown(patience);
    for (int i = 0; i < kMostAnswers && !answers.silentNodes.isEmpty(); ++i) {
        auto answer = co_await takeAnswer(address, stop, countdown.left());
        // The command is on its way: what cannot be heard now is an answer less, no failure of the command.
        if (!answer || !*answer)
            break;
        if ((*answer)->ticket != ticket)
            continue;
        answers.byNode[(*answer)->node] = (*answer)->value;
        answers.silentNodes.removeAll((*answer)->node);
    }
    co_return answers;
}

Task<CommandAnswers> Inspector::command(transport::WritePermit permit, celery::PidboxRequest request,
    QStringList expected, std::stop_token stop, Deadline patience)
{
    const LiveTask live;
    const ReplyAddress address(m_client.endpoint(), qint64(serverSeconds()));
    auto bound = co_await send(Probe::bind(address), QStringLiteral("bind"), stop, kSendLimit);
    const bool isRefused
        = !bound && (bound.error().kind == ErrorKind::Refused || bound.error().kind == ErrorKind::Forbidden);
    if (!bound && !isRefused)
        co_return fail(bound.error());
    if (bound) {
        request.replyId = address.routingKey();
        request.ticket = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
    }
    celery::KeySpace keys;
    keys.database = m_client.endpoint().db;
    keys.prefix = m_client.endpoint().keyPrefix;
    auto sent = co_await m_client.write(std::move(permit),
        Command("PUBLISH", keys.pidboxChannel(), celery::pidboxEnvelope(request, serverSeconds())), stop, kSendLimit);
    Result<CommandAnswers> answers = CommandAnswers {};
    if (!sent)
        answers = fail(sent.error());
    else if (bound)
        answers = co_await collectAnswers(address, request.ticket, expected, stop, patience);
    if (bound)
        (void)co_await release(address, stop);
    if (!answers)
        co_return fail(answers.error());
    answers->receivers = sent->toInteger();
    answers->isCast = !bound;
    if (bound && answers->byNode.empty())
        co_return fail(ErrorKind::Timeout, QStringLiteral("no worker answered the command"),
            m_client.endpoint().where(),
            QStringLiteral("it was sent; look whether it was carried out before you repeat it"),
            QStringLiteral("outcome-unknown"));
    co_return answers;
}

} // namespace ph::queues
