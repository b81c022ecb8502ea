// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/session.h"

#include "services/base/logging.h"
#include "services/transport/link/countdown.h"
#include "services/transport/postgres/cabundle.h"
#include "services/transport/postgres/diagnosis.h"
#include "services/transport/tls/socketerrors.h"

#include <QDateTime>
#include <QHostInfo>
#include <pqxx/pqxx>
#include <sys/socket.h>
#include <thread>

using namespace std::chrono_literals;

namespace ph::transport::postgres {

namespace {

constexpr auto s_cancelGrace = 2s;

#if PQXX_VERSION_MAJOR >= 7
pqxx::result execute(pqxx::transaction_base &tx, const char *sql, const Params &params)
{
    pqxx::params values;
    for (const auto &each : params.values())
        values.append(each ? each->constData() : static_cast<const char *>(nullptr));
    return tx.exec_params(sql, values);
}
#else
pqxx::result execute(pqxx::transaction_base &tx, const char *sql, const Params &params)
{
    std::vector<const char *> values; // a null pointer is NULL
    for (const auto &each : params.values())
        values.push_back(each ? each->constData() : nullptr);
    return tx.exec_params(sql, pqxx::prepare::make_dynamic_params(values));
}
#endif

/// One message: the transaction and its limits. SET LOCAL, so that it holds behind a pooler too.
std::string opening(bool readOnly, const StatementLimits &limits)
{
    return std::string(readOnly ? "BEGIN READ ONLY" : "BEGIN") + "; SET LOCAL statement_timeout = "
        + std::to_string(limits.statement.count()) + "; SET LOCAL lock_timeout = " + std::to_string(limits.lock.count())
        + "; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL bytea_output = 'hex'"
          "; SET LOCAL client_min_messages = 'error'";
}

Result<Rows> rowsOf(const pqxx::result &result, qsizetype mostBytes, const QString &where)
{
    std::vector<QByteArray> names;
    for (int i = 0; i < int(result.columns()); ++i)
        names.emplace_back(result.column_name(pqxx::row::size_type(i)));
    Rows rows(std::move(names));
    for (const auto &row : result) {
        for (const auto &field : row)
            rows.append(field.is_null() ? std::optional<QByteArrayView>()
                                        : QByteArrayView(field.c_str(), qsizetype(field.size())));
        if (rows.byteSize() > mostBytes)
            return fail(ErrorKind::TooLarge,
                QStringLiteral("the answer is larger than %1 MiB").arg(mostBytes / (1024 * 1024)), where,
                QStringLiteral("ask for less at a time"), QStringLiteral("reply-too-large"));
    }
    rows.setAffected(qint64(result.affected_rows()));
    return rows;
}

/// libpqxx 6 loses the code of some errors, and has some that are no sql_error: their types tell it. Empty: none of the
/// server's.
QByteArray sqlstateOf(const std::exception &error)
{
    if (const auto *sql = dynamic_cast<const pqxx::sql_error *>(&error); sql && !sql->sqlstate().empty())
        return QByteArray::fromStdString(sql->sqlstate());
    if (dynamic_cast<const pqxx::insufficient_privilege *>(&error))
        return "42501";
    if (dynamic_cast<const pqxx::serialization_failure *>(&error))
        return "40001";
    if (dynamic_cast<const pqxx::deadlock_detected *>(&error))
        return "40P01";
    if (dynamic_cast<const pqxx::too_many_connections *>(&error))
        return "53300";
    if (dynamic_cast<const pqxx::transaction_rollback *>(&error))
        return "40000";
    return {};
}

/// Blocks, as all here.
Result<NearEnd> addressesOf(const Endpoint &endpoint)
{
    const QHostInfo info = QHostInfo::fromName(endpoint.host);
    if (info.error() != QHostInfo::NoError || info.addresses().isEmpty())
        return fail(explainSocket(QAbstractSocket::HostNotFoundError, info.errorString(), endpoint.where()));
    QStringList addresses;
    for (const QHostAddress &each : info.addresses())
        addresses << each.toString();
    return NearEnd {addresses.join(QLatin1Char(',')), endpoint.port};
}

void rollBack(pqxx::transaction_base &tx) { tx.exec("ROLLBACK"); }

} // namespace

class Receiver final : public pqxx::notification_receiver {
public:
    Receiver(pqxx::connection &connection, const std::string &channel, std::vector<Notification> *into)
        : pqxx::notification_receiver(connection, channel)
        , m_into(into)
    {
    }
    void operator()(const std::string &payload, int) override
    {
        m_into->push_back({QString::fromStdString(channel()), QString::fromStdString(payload)});
    }

private:
    std::vector<Notification> *m_into;
};

struct Session::Parts {
    std::unique_ptr<pqxx::connection> connection;
    std::vector<std::unique_ptr<Receiver>> receivers; // before the connection goes: see ~Parts
    std::vector<Notification> heard;
    std::atomic<int> socket {-1};

    ~Parts()
    {
        socket = -1;
        try {
            receivers.clear();
            connection.reset();
        } catch (const std::exception &e) {
            qCDebug(logTransport) << "closing a database connection:" << e.what();
        }
    }
};

class Session::Busy final {
public:
    explicit Busy(Session *session)
        : m_session(session)
    {
        m_session->m_busy = true;
    }
    ~Busy() { m_session->m_busy = false; }
    Busy(const Busy &) = delete;
    Busy &operator=(const Busy &) = delete;

private:
    Session *m_session;
};

Session::Session(const Endpoint &endpoint)
    : m(std::make_unique<Parts>())
    , m_environment(endpoint.environment)
    , m_where(endpoint.where())
{
}

Session::~Session() = default;

int Session::socket() const { return m->socket; }

Result<std::shared_ptr<Session>> Session::open(
    const Endpoint &endpoint, const Credentials &credentials, const NearEnd &nearEnd, Milliseconds limit)
{
    if (auto checked = endpoint.check(); !checked)
        return fail(checked.error());
    auto caFile = caBundleFile(endpoint.tls);
    if (!caFile)
        return fail(caFile.error());
    // libpq cannot check pins: a handshake of our own does, and channel binding (conninfo.cpp) ties libpq's to the same
    // server.
    if (!endpoint.tls.spkiPins.isEmpty()) {
        if (auto examined = examine(endpoint, nearEnd, limit); !examined)
            return fail(examined.error());
    }
    auto reached = needsAddress(endpoint, nearEnd) ? addressesOf(endpoint) : Result<NearEnd>(nearEnd);
    if (!reached)
        return fail(reached.error());
    const Countdown countdown(limit);
    if (auto met = meet(endpoint, nearEnd); !met)
        return fail(met.error());
    std::shared_ptr<Session> session(new Session(endpoint));
    QByteArray text
        = conninfo(endpoint, credentials, *reached, *caFile, std::chrono::ceil<std::chrono::seconds>(countdown.left()));
    QString why;
    try {
        std::string info(text.constData(), std::size_t(text.size()));
        wipeBytes(text.data(), text.size());
        session->m->connection = std::make_unique<pqxx::connection>(info);
        wipeBytes(info.data(), qsizetype(info.size()));
        session->m->socket = session->m->connection->sock();
        return session;
    } catch (const std::exception &e) {
        why = QString::fromUtf8(e.what());
    }
    // libpq says why in prose, in who knows which language: look for ourselves first.
    if (auto examined = examine(endpoint, nearEnd, std::min<Milliseconds>(limit, 3s)); !examined)
        return fail(examined.error());
    return fail(explainText(why, endpoint.where()));
}

template <class T, class F>
Result<T> Session::guarded(const char *statement, F work)
{
    const Busy busy(this);
    const QString where = m_where + QStringLiteral(", ") + QLatin1String(statement);
    try {
        pqxx::nontransaction tx(*m->connection);
        try {
            return work(tx, where);
        } catch (const std::exception &e) {
            const QByteArray state = sqlstateOf(e);
            if (state.isEmpty())
                throw;
            const Error error = explainSql(state, QString::fromUtf8(e.what()), where);
            if (error.kind == ErrorKind::Network)
                m_healthy = false;
            else
                rollBack(tx);
            return fail(error);
        }
    } catch (const pqxx::broken_connection &) {
        m_healthy = false;
        return fail(ErrorKind::Network, QStringLiteral("the connection was lost"), where, {}, QStringLiteral("closed"));
    } catch (const std::exception &e) {
        const bool open = m->connection->is_open();
        m_healthy = false;
        return fail(open ? ErrorKind::Internal : ErrorKind::Network, QString::fromUtf8(e.what()).simplified().left(300),
            where, {}, open ? QString() : QStringLiteral("closed"));
    }
}

namespace {

Result<void> checkParams(const Params &params, const char *statement)
{
    if (params.isValid())
        return {};
    return fail(ErrorKind::Invalid, QStringLiteral("a text holds a NUL character, which PostgreSQL cannot store"),
        QLatin1String(statement), {}, QStringLiteral("nul-in-text"));
}

} // namespace

Result<Rows> Session::read(const ReadStatement &statement, const Params &params, const StatementLimits &limits)
{
    if (auto checked = checkParams(params, statement.name()); !checked)
        return fail(checked.error());
    return guarded<Rows>(statement.name(), [&](pqxx::transaction_base &tx, const QString &where) -> Result<Rows> {
        tx.exec(opening(true, limits));
        auto rows = rowsOf(execute(tx, statement.sql(), params), limits.bytes, where);
        tx.exec("COMMIT");
        return rows;
    });
}

Result<std::vector<Rows>> Session::transact(
    WritePermit permit, const std::vector<WriteStep> &steps, const StatementLimits &limits, CommitGate &gate)
{
    for (const WriteStep &step : steps) {
        if (auto checked = checkParams(step.params, step.statement.name()); !checked)
            return fail(checked.error());
    }
    if (auto redeemed = permit.redeem(m_environment); !redeemed)
        return fail(redeemed.error());
    bool committing = false;
    auto result = guarded<std::vector<Rows>>(steps.front().statement.name(),
        [&](pqxx::transaction_base &tx, const QString &where) -> Result<std::vector<Rows>> {
            tx.exec(opening(false, limits));
            std::vector<Rows> all;
            for (const WriteStep &step : steps) {
                auto rows = rowsOf(execute(tx, step.statement.sql(), step.params), limits.bytes, where);
                if (rows && step.expectedRows && rows->affected() != *step.expectedRows)
                    rows = fail(ErrorKind::Conflict,
                        QStringLiteral("%1 row(s) would have changed, %2 expected")
                            .arg(rows->affected())
                            .arg(*step.expectedRows),
                        where, QStringLiteral("somebody changed it meanwhile: look again"),
                        QStringLiteral("row-count"));
                if (!rows) {
                    rollBack(tx);
                    return fail(rows.error());
                }
                all.push_back(std::move(*rows));
            }
            if (!gate.tryCommit()) {
                rollBack(tx);
                return fail(ErrorKind::Cancelled, QStringLiteral("rolled back: nobody waits for it any more"), where);
            }
            committing = true;
            tx.exec("COMMIT");
            return all;
        });
    if (!result && committing && result.error().kind == ErrorKind::Network) {
        result.error().code = QStringLiteral("outcome-unknown");
        result.error().hint = QStringLiteral("the connection was lost during COMMIT: look before you repeat it");
    }
    return result;
}

Result<HeartbeatAnswer> Session::beat()
{
    return guarded<HeartbeatAnswer>(
        "heartbeat", [](pqxx::transaction_base &tx, const QString &) -> Result<HeartbeatAnswer> {
            const pqxx::result result = tx.exec(
                "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::int8, pg_catalog.pg_is_in_recovery()");
            HeartbeatAnswer answer;
            answer.serverTime = WallTime(Milliseconds(QByteArray(result[0][0].c_str()).toLongLong()));
            answer.isReplica = QByteArrayView(result[0][1].c_str()) == "t";
            return answer;
        });
}

Result<void> Session::listen(const QStringList &channels)
{
    const Busy busy(this);
    try {
        for (const QString &each : channels) // libpqxx quotes the name
            m->receivers.push_back(std::make_unique<Receiver>(*m->connection, each.toStdString(), &m->heard));
        return {};
    } catch (const std::exception &e) {
        m_healthy = false;
        if (const QByteArray state = sqlstateOf(e); !state.isEmpty())
            return fail(explainSql(state, QString::fromUtf8(e.what()), m_where));
        return fail(ErrorKind::Network, QString::fromUtf8(e.what()).simplified().left(300), m_where, {},
            QStringLiteral("closed"));
    }
}

Result<std::vector<Notification>> Session::notifications()
{
    try {
        m->connection->get_notifs();
        return std::exchange(m->heard, {});
    } catch (const std::exception &) {
        m_healthy = false;
        return fail(
            ErrorKind::Network, QStringLiteral("the connection was lost"), m_where, {}, QStringLiteral("closed"));
    }
}

void Session::cancelQuery()
{
    try {
        m->connection->cancel_query();
    } catch (const std::exception &e) {
        qCDebug(logTransport) << "cancel request:" << e.what();
    }
}

void Session::abandon(std::shared_ptr<Session> session)
{
    session->m_healthy = false;
    if (!session->m_busy)
        return;
    // Threads of their own, detached: a cancel request to a server that hangs may itself hang, and nobody may wait for
    // that.
    std::thread([session] { session->cancelQuery(); }).detach();
    std::thread([session] {
        const auto end = std::chrono::steady_clock::now() + s_cancelGrace;
        while (session->m_busy && std::chrono::steady_clock::now() < end)
            std::this_thread::sleep_for(10ms);
        if (session->m_busy)
            session->cut();
    }).detach();
}

void Session::cut()
{
    m_healthy = false;
    if (const int socket = m->socket; socket >= 0)
        ::shutdown(socket, SHUT_RDWR);
}

} // namespace ph::transport::postgres
