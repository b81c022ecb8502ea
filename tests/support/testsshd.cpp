// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testsshd.h"

#include "tests/support/sockets.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTcpSocket>
#include <pwd.h>
#include <unistd.h>

namespace ph::test {

namespace {

QByteArray output(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(10'000) || process.exitCode() != 0)
        qFatal("%s failed: %s", qPrintable(program), process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

void write(const QString &name, const QByteArray &text)
{
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(text) != text.size())
        qFatal("can't write %s", qPrintable(name));
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
}

} // namespace

TestSshd::TestSshd()
    : m_port(closedPort())
{
    makeKey(QStringLiteral("host"));
    makeKey(QStringLiteral("user"));
    QFile::copy(file(QStringLiteral("user.pub")), file(QStringLiteral("authorized")));
    const QByteArray folder = m_folder.path().toUtf8();
    write(file(QStringLiteral("config")),
        "ListenAddress 127.0.0.1\nPort " + QByteArray::number(m_port) + "\nHostKey " + folder
            + "/host\nAuthorizedKeysFile " + folder
            + "/authorized\nPidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication "
              "no\nKbdInteractiveAuthentication no\n"
              "PermitRootLogin prohibit-password\nAllowTcpForwarding yes\nX11Forwarding no\nPrintMotd no\n");
    if (geteuid() == 0)
        QDir().mkpath(QStringLiteral("/run/sshd")); // root's sshd insists on it
    start();
}

TestSshd::~TestSshd() { stop(); }

void TestSshd::makeKey(const QString &name) const
{
    for (const auto *suffix : {"", ".pub"})
        QFile::remove(file(name + QLatin1String(suffix)));
    output(QStringLiteral("ssh-keygen"),
        {QStringLiteral("-q"), QStringLiteral("-t"), QStringLiteral("ed25519"), QStringLiteral("-N"),
            QString(QLatin1String("")), QStringLiteral("-f"), file(name)});
}

void TestSshd::start()
{
    m_process = std::make_unique<QProcess>();
    m_process->setStandardErrorFile(file(QStringLiteral("log")), QIODevice::Append);
    m_process->start(QStringLiteral("/usr/sbin/sshd"),
        {QStringLiteral("-D"), QStringLiteral("-e"), QStringLiteral("-f"), file(QStringLiteral("config"))});
    if (!m_process->waitForStarted())
        qFatal("sshd is not there (Debian: openssh-server)");
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 10'000) {
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
        if (socket.waitForConnected(200) && socket.waitForReadyRead(1000))
            return;
        if (m_process->waitForFinished(50))
            break;
    }
    qFatal("sshd does not answer: %s", qPrintable(log()));
}

void TestSshd::stop()
{
    if (!m_process)
        return;
    m_process->kill();
    m_process->waitForFinished(5000);
    m_process.reset();
}

void TestSshd::changeHostKey() { makeKey(QStringLiteral("host")); }

QString TestSshd::user() const
{
    const auto *entry = getpwuid(geteuid());
    return entry != nullptr ? QString::fromLocal8Bit(entry->pw_name) : QString();
}

QString TestSshd::fingerprint() const
{
    const auto words
        = output(QStringLiteral("ssh-keygen"), {QStringLiteral("-lf"), file(QStringLiteral("host.pub"))}).split(' ');
    return QString::fromLatin1(words.value(1));
}

QString TestSshd::log() const
{
    QFile log(file(QStringLiteral("log")));
    return log.open(QIODevice::ReadOnly) ? QString::fromUtf8(log.readAll()) : QString();
}

} // namespace ph::test
