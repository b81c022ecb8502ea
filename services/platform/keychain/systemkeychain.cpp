// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/keychain/systemkeychain.h"

#include "services/base/logging.h"
#include "services/platform/keychain/secretservice.h"

#include <QCoreApplication>
#include <atomic>
#include <qt6keychain/keychain.h>

namespace ph::platform {

namespace {

using namespace std::chrono_literals;

/// Some keyrings (KDE's wallet) ask for their password inside a job: as long as a person needs.
constexpr Deadline jobWithin = 120s;

struct JobAnswer {
    QKeychain::Error error = QKeychain::NoError;
    QString text;
    std::shared_ptr<Secret> value;
};

bool isDenied(const JobAnswer &answer)
{
    return answer.error == QKeychain::AccessDenied || answer.error == QKeychain::AccessDeniedByUser;
}

Failure failed(const QString &key, const JobAnswer &answer)
{
    return fail(ErrorKind::Unavailable,
        answer.text.isEmpty() ? QStringLiteral("keyring error %1").arg(int(answer.error)) : answer.text, key, {},
        isDenied(answer) ? QStringLiteral("keychain-denied") : QStringLiteral("keychain-failed"));
}

} // namespace

/// Lives on the main thread.
class SystemKeychain::Worker final : public QObject {
public:
    explicit Worker(QString service)
        : m_service(std::move(service))
    {
        moveToThread(QCoreApplication::instance()->thread());
        m_secretService.moveToThread(thread());
    }
    ~Worker() override { m_scope.close(); }

    [[nodiscard]] Task<std::optional<Secret>> read(QString key, std::stop_token stop);
    [[nodiscard]] Task<void> write(QString key, Secret value, std::stop_token stop);
    [[nodiscard]] Task<void> remove(QString key, std::stop_token stop);
    [[nodiscard]] Task<void> keepAgain(std::stop_token stop);

    SecretService m_secretService;
    std::atomic<bool> m_memoryOnly = false;
    std::atomic<bool> m_refused = false; ///< there is a keyring, and it did not take a secret
    std::atomic<bool> m_goesWithout = false; ///< goWithout(): while it is closed it counts as none

private:
    /// Takes the job, which deletes itself.
    [[nodiscard]] Task<JobAnswer> run(QKeychain::Job *job, QByteArray written, std::stop_token stop);
    [[nodiscard]] Task<KeychainState> openState(QString key, std::stop_token stop);
    void keepInMemory(const QString &key, Secret value);
    [[nodiscard]] std::optional<Secret> fromMemory(const QString &key) const;

    QString m_service;
    std::map<QString, Secret> m_memory;
    TaskScope m_scope;
};

Task<JobAnswer> SystemKeychain::Worker::run(QKeychain::Job *job, QByteArray written, std::stop_token stop)
{
    const LiveTask live;
    auto pending = Pending<JobAnswer>::make();
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    connect(job, &QKeychain::Job::finished, job, [pending, written](QKeychain::Job *done) {
        JobAnswer answer {done->error(), done->errorString(), nullptr};
        if (auto *reader = qobject_cast<QKeychain::ReadPasswordJob *>(done);
            reader && answer.error == QKeychain::NoError) {
            QByteArray value = reader->binaryData();
            answer.value = std::make_shared<Secret>(QByteArrayView(value));
            wipeBytes(
                const_cast<char *>(value.constData()), value.size()); // the job's buffer as well: it is the same one
        }
        wipeBytes(const_cast<char *>(written.constData()), written.size());
        pending->resolve(std::move(answer));
    });
    job->start();
    co_return co_await pending->wait(stop, jobWithin, QStringLiteral("keyring"));
}

void SystemKeychain::Worker::keepInMemory(const QString &key, Secret value)
{
    m_memory.insert_or_assign(key, std::move(value));
    if (!m_memoryOnly.exchange(true))
        qCInfo(logPlatform) << "no keyring: secrets are kept for this run only"; // who keeps a session is told so
}

std::optional<Secret> SystemKeychain::Worker::fromMemory(const QString &key) const
{
    const auto found = m_memory.find(key);
    return found == m_memory.end() ? std::nullopt : std::optional(found->second.clone());
}

/// Asked before each job: a closed keyring says "not found" to a look-up, or has the desktop ask for its password
/// unasked.
Task<KeychainState> SystemKeychain::Worker::openState(QString key, std::stop_token stop)
{
    const auto now = co_await m_secretService.state(stop);
    if (now && *now == KeychainState::Locked && m_goesWithout)
        co_return KeychainState::Missing;
    if (now && *now == KeychainState::Locked)
        co_return fail(ErrorKind::Unavailable, QStringLiteral("the keyring is locked"), key,
            QStringLiteral("unlock it"), QStringLiteral("keychain-locked"));
    co_return now;
}

Task<std::optional<Secret>> SystemKeychain::Worker::read(QString key, std::stop_token stop)
{
    if (auto kept = fromMemory(key))
        co_return std::optional<Secret>(std::move(kept));
    const auto now = co_await openState(key, stop);
    if (!now)
        co_return fail(now.error());
    if (*now == KeychainState::Missing) {
        m_memoryOnly = true;
        co_return std::optional<Secret> {};
    }
    auto *job = new QKeychain::ReadPasswordJob(m_service);
    job->setKey(key);
    const auto answer = co_await run(job, {}, stop);
    if (!answer)
        co_return fail(answer.error());
    if (answer->error == QKeychain::NoError)
        co_return std::optional<Secret>(std::move(*answer->value));
    if (answer->error == QKeychain::EntryNotFound)
        co_return std::optional<Secret> {};
    co_return failed(key, *answer);
}

Task<void> SystemKeychain::Worker::write(QString key, Secret value, std::stop_token stop)
{
    const auto now = co_await openState(key, stop);
    if (!now)
        co_return fail(now.error());
    if (*now == KeychainState::Missing || m_refused) { // asked once, not with every secret; keepAgain() asks again
        keepInMemory(key, std::move(value));
        co_return Result<void> {};
    }
    QByteArray bytes = value.reveal().toByteArray();
    auto *job = new QKeychain::WritePasswordJob(m_service);
    job->setKey(key);
    job->setBinaryData(bytes);
    const auto answer = co_await run(job, std::move(bytes), stop);
    if (!answer)
        co_return fail(answer.error());
    if (answer->error == QKeychain::NoError) {
        m_memory.erase(key);
        m_memoryOnly = !m_memory.empty();
        m_refused = m_refused && m_memoryOnly;
        co_return Result<void> {};
    }
    if (isDenied(*answer))
        co_return failed(key, *answer);
    m_refused = true; // nobody made it a collection, or the question about its password was dismissed
    keepInMemory(key, std::move(value));
    co_return Result<void> {};
}

Task<void> SystemKeychain::Worker::keepAgain(std::stop_token stop)
{
    std::vector<QString> keys;
    for (const auto &[key, value] : m_memory)
        keys.push_back(key);
    if (m_goesWithout) {
        if (auto unlocked = co_await m_secretService.unlock(stop); !unlocked)
            co_return unlocked;
        m_goesWithout = false;
    }
    m_refused = false;
    for (const QString &key : keys) {
        auto value = fromMemory(key);
        if (!value)
            continue;
        if (auto written = co_await write(key, std::move(*value), stop); !written) {
            m_refused = true;
            co_return written;
        }
        if (m_memory.contains(key)) // again not taken: one question is enough
            co_return fail(ErrorKind::Unavailable, QStringLiteral("the keyring was not opened"), key, {},
                QStringLiteral("keychain-locked"));
    }
    m_memoryOnly = m_refused = false;
    co_return Result<void> {};
}

Task<void> SystemKeychain::Worker::remove(QString key, std::stop_token stop)
{
    m_memory.erase(key);
    const auto now = co_await openState(key, stop);
    if (!now)
        co_return fail(now.error());
    if (*now == KeychainState::Missing)
        co_return Result<void> {};
    auto *job = new QKeychain::DeletePasswordJob(m_service);
    job->setKey(key);
    const auto answer = co_await run(job, {}, stop);
    if (!answer)
        co_return fail(answer.error());
    if (answer->error == QKeychain::NoError || answer->error == QKeychain::EntryNotFound)
        co_return Result<void> {};
    co_return failed(key, *answer);
}

SystemKeychain::SystemKeychain(QString service)
    : m_worker(new Worker(std::move(service)), [](Worker *worker) {
        if (worker->thread() == QThread::currentThread())
            delete worker;
        else
            worker->deleteLater();
    })
{
}

SystemKeychain::~SystemKeychain() = default;

Task<std::optional<Secret>> SystemKeychain::read(QString key, std::stop_token stop)
{
    return onThread<std::optional<Secret>>(
        m_worker.get(), [worker = m_worker.get(), key](std::stop_token inner) { return worker->read(key, inner); },
        stop, jobWithin + 10s, QStringLiteral("keyring"));
}

Task<void> SystemKeychain::write(QString key, Secret value, std::stop_token stop)
{
    auto shared = std::make_shared<Secret>(std::move(value)); // posted functions must be copyable
    return onThread<void>(
        m_worker.get(),
        [worker = m_worker.get(), key, shared](
            std::stop_token inner) { return worker->write(key, std::move(*shared), inner); },
        stop, jobWithin + 10s, QStringLiteral("keyring"));
}

Task<void> SystemKeychain::remove(QString key, std::stop_token stop)
{
    return onThread<void>(
        m_worker.get(), [worker = m_worker.get(), key](std::stop_token inner) { return worker->remove(key, inner); },
        stop, jobWithin + 10s, QStringLiteral("keyring"));
}

Task<KeychainState> SystemKeychain::state(std::stop_token stop)
{
    return onThread<KeychainState>(
        m_worker.get(),
        [worker = m_worker.get()](std::stop_token inner) { return worker->m_secretService.state(inner); }, stop, 20s,
        QStringLiteral("keyring"));
}

Task<void> SystemKeychain::unlock(std::stop_token stop)
{
    return onThread<void>(
        m_worker.get(),
        [worker = m_worker.get()](std::stop_token inner) { return worker->m_secretService.unlock(inner); }, stop,
        jobWithin + 10s, QStringLiteral("keyring"));
}

Task<void> SystemKeychain::keepAgain(std::stop_token stop)
{
    return onThread<void>(
        m_worker.get(), [worker = m_worker.get()](std::stop_token inner) { return worker->keepAgain(inner); }, stop,
        jobWithin + 10s, QStringLiteral("keyring"));
}

void SystemKeychain::goWithout()
{
    m_worker->m_goesWithout = true;
    m_worker->m_memoryOnly = true;
    m_worker->m_refused = true;
}

bool SystemKeychain::isMemoryOnly() const { return m_worker->m_memoryOnly; }

bool SystemKeychain::wasRefused() const { return m_worker->m_refused; }

} // namespace ph::platform
