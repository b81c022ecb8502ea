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
constexpr Deadline kOpenLimit = 5s; ///< for the connection that waits
constexpr Deadline kLongestWay = 3s; ///< that a patience grows by
constexpr Milliseconds kFirstPause = 5ms; ///< between looks for the rest of the answers
constexpr Milliseconds kLongestPause = 100ms;
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
    QHash<QByteArray, InspectMethod> tickets;
    std::vector<QByteArray> inOrder;
    for (const InspectQuestion &question : questions) {
        inOrder.push_back(QUuid::createUuid().toByteArray(QUuid::WithoutBraces));
        tickets.insert(inOrder.back(), question.method);
    }
    auto published = co_await publishAll(std::move(questions), address, std::move(inOrder), stop);
    Result<InspectAnswers> answers;
    if (published)
        answers = co_await collect(address, tickets, expected, stop, patience);
    else
        answers = fail(published.error());
    (void)co_await release(address, stop);
    (void)co_await sweep(stop);
    if (answers)
        answers->receivers = *published;
    co_return answers;
}

Task<qint64> Inspector::publishAll(
    std::vector<InspectQuestion> questions, ReplyAddress address, std::vector<QByteArray> tickets, std::stop_token stop)
{
    std::vector<Task<qint64>> sent;
    for (std::size_t i = 0; i < questions.size(); ++i)
        sent.push_back(publish(std::move(questions[i]), address, std::move(tickets[i]), stop, kSendLimit));
    qint64 receivers = 0;
    std::optional<Error> failed;
    for (Task<qint64> &each : sent) {
        const auto published = co_await each;
        if (published)
            receivers = std::max(receivers, *published);
        else if (!failed)
            failed = published.error();
    }
    if (failed)
        co_return fail(*failed);
    co_return receivers;
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

Deadline Inspector::wayThereAndBack() const
{
    return std::min<Deadline>(2 * m_client.state().latency.value_or(Milliseconds {0}), kLongestWay);
}

Task<std::vector<QByteArray>> Inspector::popAnswer(ReplyAddress address, std::stop_token stop, Deadline patience)
{
    auto permit = m_probes(QStringLiteral("take reply"));
    if (!permit)
        co_return fail(permit.error());
    // The server keeps the time; the connection may have to be opened first.
    auto reply
        = co_await m_client.probe(std::move(*permit), Probe::takeReply(address, patience), stop, patience + kOpenLimit);
    if (!reply)
        co_return fail(reply.error());
    std::vector<QByteArray> next;
    if (!reply->isNil())
        next.push_back(reply->at(1).bytes());
    co_return next;
}

Task<void> Inspector::listen(ReplyAddress address, TakeAnswer take, std::stop_token stop, Deadline patience)
{
    const auto isEnough = [&take](const QByteArray &bytes) {
        const auto answer = celery::parsePidboxReply(bytes);
        if (!answer)
            qCWarning(logQueues).noquote() << "an answer of a worker could not be read:" << brief(answer.error());
        return answer && take(*answer);
    };
    const transport::Countdown countdown(patience + wayThereAndBack());
    Milliseconds pause = kFirstPause;
    bool mayLook = true;
    qint64 known = 0; // answers that were read and lie there still
    qint64 all = 0;
    do {
        if (known == 0) {
            auto next = co_await popAnswer(address, stop, all == 0 ? patience : countdown.left());
            if (!next)
                co_return fail(next.error());
            if (next->empty() || isEnough(next->front()))
                co_return Result<void> {};
            ++all;
        } else if (auto slept = co_await sleepFor(std::exchange(pause, std::min(2 * pause, kLongestPause)), stop);
            !slept) {
            co_return slept;
        }
        if (!mayLook)
            continue;
        auto rest = co_await m_client.read(address.answersAfter(known), stop, kSendLimit);
        mayLook = rest || rest.error().kind != ErrorKind::Forbidden; // else one after the other
        if (!rest && mayLook)
            co_return fail(rest.error());
        if (!rest)
            continue;
        known += qint64(rest->items().size());
        all += qint64(rest->items().size());
        for (const Reply &item : rest->items())
            if (isEnough(item.bytes()))
                co_return Result<void> {};
    } while (all < kMostAnswers && countdown.left() > 1ms);
    co_return Result<void> {};
}

Task<InspectAnswers> Inspector::collect(ReplyAddress address, QHash<QByteArray, InspectMethod> tickets,
    QStringList expected, std::stop_token stop, Deadline patience)
{
    InspectAnswers answers;
    const qsizetype questions = tickets.size();
    auto listened = co_await listen(
        address,
        [&](const celery::PidboxReply &answer) {
            if (const auto method = tickets.constFind(answer.ticket); method != tickets.constEnd())
                answers.byMethod[*method][answer.node] = answer.value;
            return isComplete(answers, questions, expected);
        },
        stop, patience);
    if (!listened)
        co_return fail(listened.error());
    answers.silentNodes = silentOf(answers, questions, expected);
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
    if (expected.isEmpty())
        co_return answers;
    // The command is on its way: what cannot be heard now is an answer less, no failure of the command.
    (void)co_await listen(
        address,
        [&](const celery::PidboxReply &answer) {
            if (answer.ticket == ticket) {
                answers.byNode[answer.node] = answer.value;
                answers.silentNodes.removeAll(answer.node);
            }
            return answers.silentNodes.isEmpty();
        },
        stop, patience);
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
