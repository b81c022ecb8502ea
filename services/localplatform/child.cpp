// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/child.h"

#include "services/base/secret.h"

#include <QDateTime>
#include <QFile>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ph::localplatform {

namespace {

constexpr off_t s_longestLog = 8 * 1024 * 1024;

/// Null-terminated array of pointers into `texts`, as execve wants it.
std::vector<char *> pointers(std::vector<QByteArray> &texts)
{
    std::vector<char *> result;
    for (QByteArray &text : texts)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

std::vector<QByteArray> argumentsOf(const Child::Start &start)
{
    std::vector<QByteArray> all {"pilothousectl", "local", "guard", start.part.toUtf8(),
        QByteArray::number(start.stopSignal), QByteArray::number(qint64(start.grace.count())), "--",
        QFile::encodeName(start.command.program)};
    for (const QString &argument : start.command.arguments)
        all.push_back(argument.toUtf8());
    return all;
}

int openLog(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat info {};
    if (::stat(name.constData(), &info) == 0 && info.st_size > s_longestLog)
        ::rename(name.constData(), (name + ".1").constData());
    const int log = ::open(name.constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (log >= 0) {
        const QByteArray line = "--- started " + QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toUtf8() + '\n';
        [[maybe_unused]] const auto written = ::write(log, line.constData(), size_t(line.size()));
    }
    return log;
}

/// Moves the descriptors of the new process to where the guard expects them. Only system calls: we are between fork and
/// exec.
[[noreturn]] void becomeGuard(
    int control, int status, int log, const char *folder, const char *program, char **arguments, char **environment)
{
    // Above what is overwritten below, so that no dup2 closes another's source.
    const int source[3] = {::fcntl(control, F_DUPFD, 10), ::fcntl(status, F_DUPFD, 10), ::fcntl(log, F_DUPFD, 10)};
    const int null = ::open("/dev/null", O_RDONLY);
    ::dup2(null, 0);
    ::dup2(source[2], 1);
    ::dup2(source[2], 2);
    ::dup2(source[0], 3);
    ::dup2(source[1], 4);
    for (int extra = 5; extra < 1024; ++extra)
        ::close(extra);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD})
        ::signal(number, SIG_DFL);
    if (folder[0] != '\0' && ::chdir(folder) != 0)
        ::_exit(126);
    ::execve(program, arguments, environment);
    ::_exit(127);
}

} // namespace

Result<std::unique_ptr<Child>> Child::start(const Start &start)
{
    int control[2] = {-1, -1};
    int status[2] = {-1, -1};
    const int log = openLog(start.log);
    if (log < 0 || ::pipe2(control, O_CLOEXEC) != 0 || ::pipe2(status, O_CLOEXEC) != 0)
        return fail(ErrorKind::Unavailable, QString::fromLocal8Bit(std::strerror(errno)), start.log);
    auto argumentTexts = argumentsOf(start);
    std::vector<QByteArray> environmentTexts;
    for (const auto &[name, value] : start.environment)
        environmentTexts.push_back(name.toUtf8() + '=' + value);
    auto arguments = pointers(argumentTexts);
    auto environment = pointers(environmentTexts);
    const QByteArray folder = QFile::encodeName(start.command.workingFolder);
    const QByteArray program = QFile::encodeName(start.guard);

    const pid_t pid = ::fork();
    if (pid == 0)
        becomeGuard(
            control[0], status[1], log, folder.constData(), program.constData(), arguments.data(), environment.data());
    const int code = errno;
    for (QByteArray &text : environmentTexts)
        wipeBytes(text.data(), text.size());
    ::close(log);
    ::close(control[0]);
    ::close(status[1]);
    if (pid < 0) {
        ::close(control[1]);
        ::close(status[0]);
        return fail(ErrorKind::Unavailable, QString::fromLocal8Bit(std::strerror(code)), start.part);
    }
    std::unique_ptr<Child> child(new Child);
    child->m_guard = pid;
    child->m_control = control[1];
    child->m_status = status[0];
    ::fcntl(child->m_status, F_SETFL, O_NONBLOCK);
    child->m_notifier = std::make_unique<QSocketNotifier>(child->m_status, QSocketNotifier::Read);
    QObject::connect(child->m_notifier.get(), &QSocketNotifier::activated, child->m_notifier.get(),
        [c = child.get()] { c->read(); });
    return child;
}

Child::~Child()
{
    stop();
    m_notifier.reset();
    if (m_status >= 0)
        ::close(m_status);
}

void Child::stop()
{
    if (m_control < 0)
        return;
    [[maybe_unused]] const auto written = ::write(m_control, "S", 1);
    ::close(m_control);
    m_control = -1;
}

Task<void> Child::waitForEnd(std::stop_token stop, Deadline deadline)
{
    if (m_ending)
        co_return Result<void> {};
    co_return co_await m_changed.next(stop, deadline);
}

void Child::read()
{
    char bytes[256];
    for (;;) {
        const auto got = ::read(m_status, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return;
        if (got == 0)
            break;
        m_buffer.append(bytes, got);
        for (qsizetype at = m_buffer.indexOf('\n'); at >= 0; at = m_buffer.indexOf('\n')) {
            take(m_buffer.left(at));
            m_buffer.remove(0, at + 1);
        }
    }
    // The guard is gone: its end of the pipe closes as it ends, so this does not wait.
    m_notifier->setEnabled(false);
    int result = 0;
    ::waitpid(m_guard, &result, 0);
    if (!m_ending)
        end({127, 0, QStringLiteral("its guard ended (status %1)").arg(result), true});
    m_changed.notify();
}

void Child::take(const QByteArray &line)
{
    const auto words = line.split(' ');
    const int number = words.value(1).toInt();
    if (words[0] == "pid")
        m_pid = number;
    else if (words[0] == "exit")
        end({number, 0, QStringLiteral("ended with code %1").arg(number), false});
    else if (words[0] == "signal")
        end({0, number, QStringLiteral("killed by signal %1").arg(number), false});
    else if (words[0] == "failed")
        end({127, 0, QStringLiteral("could not be started: %1").arg(QString::fromLocal8Bit(std::strerror(number))),
            false});
}

void Child::end(Ending ending)
{
    if (!m_ending)
        m_ending = std::move(ending);
}

} // namespace ph::localplatform
