// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/queues/brokersession.h"

#include "tests/support/testmain.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace ph::test {

using namespace std::chrono_literals;

QByteArray aclOfReadme()
{
    const QByteArray reading = "%R~* &* +@read +@connection -@dangerous +time +info +pubsub +subscribe +psubscribe "
                               "+unsubscribe +punsubscribe";
    return "user reader on >reading " + reading
        + " (%W~_kombu.binding.reply.celery.pidbox +sadd +srem) (resetchannels &/*.celery.pidbox +publish)"
          " (~*.reply.celery.pidbox +brpop +del +unlink)\n"
          "user plainreader on >reading "
        + reading
        + "\nuser operator on >acting ~* &* +@read +@write +@pubsub +@transaction +@connection -@dangerous +time\n";
}

std::shared_ptr<const operations::Identity> personWith(const QStringList &rights, const Clock &clock)
{
    auto person = std::make_shared<operations::Identity>();
    person->subject = QStringLiteral("00000000-0000-0000-0000-000000000001");
    person->email = QStringLiteral("dana@northwind.example");
    person->role = QStringLiteral("admin");
    for (const QString &right : rights)
        person->rights.push_back(
            {right.section(QLatin1Char('@'), 0, 0), right.section(QLatin1Char('@'), 1), QStringLiteral("role admin")});
    person->isVerified = true;
    person->validUntil = clock.monotonic() + 1h;
    person->signedInAt = clock.monotonic();
    return person;
}

namespace {

Task<std::optional<Secret>> passwordOf(QString key)
{
    const QByteArray password = key.endsWith(QLatin1String("/operator")) ? "acting" : "reading";
    co_return std::optional<Secret>(Secret(password));
}

} // namespace

BrokerSession::BrokerSession(const Options &options)
{
    platform::SessionOptions session;
    session.profile = platform::Profile::make(QStringLiteral("test"), platform::EnvironmentKind::Local);
    session.profile.isReadOnly = options.isReadOnly;
    platform::Link link;
    link.id = QStringLiteral("redis-broker");
    link.kind = platform::LinkKind::Redis;
    link.role = QStringLiteral("broker");
    link.label = QStringLiteral("Redis broker");
    link.url = QUrl(QStringLiteral("redis://127.0.0.1:%1/0").arg(options.port));
    link.user = options.user;
    link.operatorUser = options.operatorUser;
    session.profile.links = {link};
    session.secrets = [](const QString &key, std::stop_token) { return passwordOf(key); };
    m_stateFolder = options.stateFolder.isEmpty() ? m_folder.filePath(QStringLiteral("state")) : options.stateFolder;
    session.stateFolder = m_stateFolder;
    session.areas.push_back(
        {"queues", [](platform::AreaContext &context) { return queues::QueueService::make(context, {}); }});
    m_session = std::make_unique<platform::PlatformSession>(std::move(session), m_clock);
    m_session->identities().set(personWith(options.rights, m_clock));
    m_session->start();
    if (!await(m_session->ready({})))
        qFatal("the session did not start");
    m_queues = m_session->area<queues::QueueService>();
}

BrokerSession::~BrokerSession() = default;

bool BrokerSession::isWhole(const QString &node)
{
    auto *service = m_queues;
    const auto whole = await(onThread<bool>(
        service,
        [service, node](std::stop_token) -> Task<bool> {
            co_return service->state().hasSnapshot && (node.isEmpty() || service->aliveNodes().contains(node));
        },
        {}, 5s));
    return whole && *whole;
}

QString BrokerSession::state(const QString &id)
{
    const auto slot = m_queues->store().slotOf(id.toStdString());
    const auto row = slot ? m_queues->store().row(*slot) : std::nullopt;
    return row ? QString::fromUtf8(row->state.data(), qsizetype(row->state.size())) : QString();
}

Result<BrokerSession::Planned> BrokerSession::plan(Make make)
{
    struct Work {
        queues::QueueService *service;
        Make make;
        static Task<Planned> run(std::shared_ptr<operations::Operation> operation, std::stop_token stop)
        {
            auto plan = co_await operation->plan(std::move(stop));
            if (!plan)
                co_return fail(plan.error());
            co_return Planned {std::move(operation), std::move(*plan)};
        }
        Task<Planned> operator()(std::stop_token stop) { return run(make(*service), std::move(stop)); }
    };
    return await(onThread<Planned>(m_queues, Work {m_queues, std::move(make)}, {}, 20s), 25'000);
}

Result<operations::OperationRun> BrokerSession::run(const Planned &planned)
{
    auto *runner = m_session->runner();
    const auto effective = m_session->guard().can(planned.operation->spec()).effectiveClass;
    const operations::Confirmation confirmation {
        effective, planned.plan.typedName(), QStringLiteral("a test"), planned.plan.fingerprint};
    return await(onThread<operations::OperationRun>(
                     runner,
                     [runner, operation = planned.operation, confirmation](
                         std::stop_token) { return runner->run(operation, confirmation, {}); },
                     {}, 60s),
        65'000);
}

Result<operations::OperationRun> BrokerSession::planAndRun(const Make &make)
{
    auto planned = plan(make);
    if (!planned)
        return fail(planned.error());
    return run(*planned);
}

std::vector<operations::OperationRun> BrokerSession::history()
{
    auto *runner = m_session->runner();
    return await(onThread<std::vector<operations::OperationRun>>(
                     runner, [runner](std::stop_token stop) { return runner->history(std::move(stop)); }, {}, 15s))
        .value_or(std::vector<operations::OperationRun> {});
}

Result<operations::OperationRun> BrokerSession::resume(const operations::OperationRun &cut)
{
    struct Work {
        platform::PlatformSession *session;
        operations::OperationRun cut;
        static Task<operations::OperationRun> failed(Error error) { co_return fail(std::move(error)); }
        Task<operations::OperationRun> operator()(std::stop_token)
        {
            auto operation = session->makeOperation(cut.action, cut.parameters);
            if (!operation)
                return failed(operation.error());
            const operations::Confirmation confirmation {
                operations::ActionClass::Destructive, cut.typedName, QStringLiteral("a test"), {}};
            return session->runner()->resume(cut.id, *operation, confirmation, {});
        }
    };
    return await(onThread<operations::OperationRun>(m_session->runner(), Work {m_session.get(), cut}, {}, 60s), 65'000);
}

QStringList BrokerSession::auditStages()
{
    const auto entries = m_session->runner()->outbox().read();
    if (!entries)
        return {QStringLiteral("broken: ") + brief(entries.error())};
    QStringList stages;
    for (const QJsonObject &entry : *entries)
        stages << entry.value(QLatin1String("stage")).toString();
    return stages;
}

namespace {

/// The commands in a stream of RESP requests.
QList<QList<QByteArray>> commandsIn(const QByteArray &sent)
{
    QList<QList<QByteArray>> commands;
    qsizetype at = 0;
    const auto number = [&]() -> qsizetype {
        const qsizetype end = sent.indexOf("\r\n", at);
        const qsizetype value = end < 0 ? -1 : sent.mid(at + 1, end - at - 1).toLongLong();
        at = end < 0 ? sent.size() : end + 2;
        return value;
    };
    while (at < sent.size() && sent[at] == '*') {
        const qsizetype parts = number();
        QList<QByteArray> command;
        for (qsizetype i = 0; i < parts && at < sent.size(); ++i) {
            const qsizetype size = number();
            command << sent.mid(at, size);
            at += size + 2;
        }
        commands << command;
    }
    return commands;
}

} // namespace

QStringList sentCommands(const QByteArray &sent)
{
    QStringList names;
    for (const QList<QByteArray> &command : commandsIn(sent))
        if (!command.isEmpty())
            names << QString::fromLatin1(command[0].toUpper());
    return names;
}

QStringList sentMethods(const QByteArray &sent)
{
    QStringList methods;
    for (const QList<QByteArray> &command : commandsIn(sent)) {
        if (command.size() != 3 || command[0].toUpper() != "PUBLISH")
            continue;
        const QByteArray body = QByteArray::fromBase64(
            QJsonDocument::fromJson(command[2]).object()[QStringLiteral("body")].toString().toLatin1());
        methods << QJsonDocument::fromJson(body).object()[QStringLiteral("method")].toString();
    }
    return methods;
}

} // namespace ph::test
