// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/pgcluster.h"

#include <QDir>
#include <QFile>
#include <algorithm>
#include <csignal>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace ph::test {

namespace {

QString binary(const char *name)
{
    const QDir versions(QStringLiteral("/usr/lib/postgresql"));
    const auto all = versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed);
    return all.isEmpty() ? QLatin1String(name)
                         : versions.filePath(all.first() + QStringLiteral("/bin/") + QLatin1String(name));
}

/// The account that runs the server: ourselves, or `postgres` in place of root.
std::optional<std::pair<uid_t, gid_t>> account()
{
    if (::geteuid() != 0)
        return {};
    const passwd *entry = ::getpwnam("postgres");
    if (!entry)
        entry = ::getpwnam("nobody");
    return std::pair(entry->pw_uid, entry->pw_gid);
}

void give(const QString &path)
{
    const auto to = account();
    if (to && ::chown(QFile::encodeName(path).constData(), to->first, to->second) != 0)
        qFatal("cannot give %s to the server's account", qPrintable(path));
}

bool initialise(const QString &data, const QString &passwordFile)
{
    QProcess process;
    const auto as = account();
    process.setChildProcessModifier([as] {
        if (as && (::setgid(as->second) != 0 || ::setuid(as->first) != 0))
            ::_exit(126);
    });
    process.setWorkingDirectory(QStringLiteral("/tmp"));
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(binary("initdb"),
        {QStringLiteral("-D"), data, QStringLiteral("-U"), QStringLiteral("admin"), QStringLiteral("--no-sync"),
            QStringLiteral("-A"), QStringLiteral("scram-sha-256"), QStringLiteral("--pwfile"), passwordFile,
            QStringLiteral("-E"), QStringLiteral("UTF8"), QStringLiteral("--locale=C.UTF-8"),
            QStringLiteral("--no-instructions")});
    if (process.waitForFinished(60'000) && process.exitCode() == 0)
        return true;
    qWarning("initdb failed: %s", process.readAll().constData());
    return false;
}

} // namespace

PgCluster::~PgCluster()
{
    finish(SIGQUIT); // at once, but the backends go too
}

bool PgCluster::start(const std::optional<TestCertificate> &certificate, const QByteArray &more)
{
    give(folder());
    const QString data = path(QStringLiteral("data"));
    const QString password = write(QStringLiteral("pw"), "admin-pw");
    give(password);
    if (!initialise(data, password))
        return false;
    m_tls = certificate.has_value();
    QByteArray settings
        = "fsync = off\nfull_page_writes = off\nmax_connections = 30\nlisten_addresses = '127.0.0.1'\n"
          "unix_socket_directories = ''\nshared_buffers = 16MB\nmax_wal_senders = 0\nwal_level = minimal\n"
          "jit = off\nlogging_collector = off\n"
        + more;
    if (m_tls) {
        install(*certificate);
        settings += "\nssl = on\nssl_cert_file = 'server.crt'\nssl_key_file = 'server.key'\n";
        write(QStringLiteral("data/pg_hba.conf"), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
    } else {
        write(QStringLiteral("data/pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
    }
    give(data + QStringLiteral("/pg_hba.conf"));
    QFile configuration(data + QStringLiteral("/postgresql.conf"));
    if (!configuration.open(QIODevice::Append) || configuration.write("\n" + settings) < 0)
        return false;
    configuration.close();
    for (int attempt = 0; attempt < 5; ++attempt) {
        setPort(freePort());
        if (restart())
            return sql(QStringLiteral("create database app"), QStringLiteral("postgres")).contains("CREATE");
    }
    return false;
}

void PgCluster::install(const TestCertificate &certificate) const
{
    const QString prefix = path(QStringLiteral("data/server"));
    certificate.write(prefix);
    give(prefix + QStringLiteral(".crt"));
    give(prefix + QStringLiteral(".key"));
}

namespace {

/// Is there still a server process of this cluster? All of them work in its data folder.
bool worksIn(const QString &folder)
{
    const auto processes = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    return std::ranges::any_of(processes, [&folder](const QString &pid) {
        return QFile::symLinkTarget(QStringLiteral("/proc/%1/cwd").arg(pid)) == folder;
    });
}

} // namespace

bool PgCluster::restartWith(const TestCertificate &certificate, const QStringList &settings)
{
    install(certificate);
    m_settings = settings;
    return restart();
}

bool PgCluster::restart()
{
    finish(SIGQUIT); // the one that may still run: its backends go with it
    // Backends of a postmaster that was killed hold its shared memory until they notice.
    for (int i = 0; i < 1000 && worksIn(path(QStringLiteral("data"))); ++i)
        ::usleep(10'000);
    const auto as = account();
    const auto modifier = [as] {
        ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
        if (as && (::setgid(as->second) != 0 || ::setuid(as->first) != 0))
            ::_exit(126);
        ::prctl(PR_SET_PDEATHSIG, SIGQUIT); // changing the user clears it
    };
    QStringList arguments {
        QStringLiteral("-D"), path(QStringLiteral("data")), QStringLiteral("-p"), QString::number(port())};
    for (const QString &each : m_settings)
        arguments << QStringLiteral("-c") << each;
    if (!launch(binary("postgres"), arguments, modifier))
        return false;
    // The port answers before the server takes logins.
    for (int i = 0; i < 100; ++i) {
        if (QProcess::execute(binary("pg_isready"),
                {QStringLiteral("-q"), QStringLiteral("-h"), QStringLiteral("127.0.0.1"), QStringLiteral("-p"),
                    QString::number(port())})
            == 0)
            return true;
        ::usleep(20'000);
    }
    return false;
}

QByteArray PgCluster::sql(const QString &text, const QString &database) const
{
    const QString info = QStringLiteral("host=127.0.0.1 port=%1 user=admin password=admin-pw dbname=%2 sslmode=%3")
                             .arg(port())
                             .arg(database, m_tls ? QStringLiteral("require") : QStringLiteral("disable"));
    return run(QStringLiteral("psql"),
        {QStringLiteral("-XAt"), QStringLiteral("-v"), QStringLiteral("ON_ERROR_STOP=1"), info, QStringLiteral("-c"),
            text})
        .value_or(QByteArray())
        .trimmed();
}

void PgCluster::signalAll(int signal) const
{
    const QString children = QStringLiteral("/proc/%1/task/%1/children").arg(pid());
    ::kill(pid_t(pid()), signal);
    QFile file(children);
    if (!file.open(QIODevice::ReadOnly))
        return;
    const auto all = file.readAll().split(' ');
    for (const QByteArray &each : all) {
        if (const int child = each.trimmed().toInt(); child > 0)
            ::kill(child, signal);
    }
}

void PgCluster::pauseAll() const { signalAll(SIGSTOP); }

void PgCluster::resumeAll() const { signalAll(SIGCONT); }

transport::postgres::Endpoint PgCluster::endpoint() const
{
    transport::postgres::Endpoint endpoint;
    endpoint.environment = QStringLiteral("test");
    endpoint.label = QStringLiteral("Postgres");
    endpoint.host = m_tls ? QStringLiteral("localhost") : QStringLiteral("127.0.0.1");
    endpoint.port = port();
    endpoint.database = QStringLiteral("app");
    endpoint.tls.enabled = m_tls;
    endpoint.allowPlain = !m_tls;
    return endpoint;
}

} // namespace ph::test
