// SPDX-License-Identifier: GPL-3.0-or-later
// A process that works with a journal, to be raced and killed: operator VERB JOURNAL.
//   hold   open it, append {"by": PID}, print "held", wait for a line on stdin; or print "refused: …" and end with 3
//   act    open it, append {"step": 1}, print "durable", then wait for ever: the effect never comes
//   full   append with the file size limited, print what happened, lift the limit and append again

#include "services/base/journal.h"

#include <csignal>
#include <cstdio>
#include <sys/resource.h>
#include <unistd.h>

using namespace ph;

namespace {

void say(const QString &line)
{
    std::puts(line.toUtf8().constData());
    std::fflush(stdout);
}

/// A line on stdin, or its end.
void waitForLine()
{
    for (int c = std::getchar(); c != '\n' && c != EOF;)
        c = std::getchar();
}

QJsonObject record(const char *key, qint64 value) { return {{QString::fromLatin1(key), value}}; }

int hold(const QString &path)
{
    waitForLine(); // the starting shot
    auto journal = Journal::open(path);
    if (!journal) {
        say(QStringLiteral("refused: ") + journal.error().what);
        return 3;
    }
    if (!journal->append(record("by", ::getpid())))
        return 1;
    say(QStringLiteral("held"));
    waitForLine();
    return 0;
}

int act(const QString &path)
{
    auto journal = Journal::open(path);
    if (!journal || !journal->append(record("step", 1)))
        return 1;
    say(QStringLiteral("durable"));
    for (;;)
        ::pause();
}

int full(const QString &path)
{
    std::signal(SIGXFSZ, SIG_IGN);
    auto journal = Journal::open(path);
    if (!journal || !journal->append(record("step", 1)))
        return 1;
    rlimit limit {};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlim_t former = std::exchange(limit.rlim_cur, 60); // in the middle of the next record
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto refused = journal->append(record("step", 2));
    say(refused ? QStringLiteral("written?") : QStringLiteral("refused: ") + refused.error().code);
    limit.rlim_cur = former;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto again = journal->append(record("step", 3));
    say(again ? QStringLiteral("record %1").arg(*again) : brief(again.error()));
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    const QByteArrayView verb(argv[1]);
    const QString path = QString::fromLocal8Bit(argv[2]);
    if (verb == "hold")
        return hold(path);
    return verb == "act" ? act(path) : full(path);
}
