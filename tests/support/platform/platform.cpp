// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/platform/platform.h"

#include "services/localplatform/programs.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>

namespace ph::test {

localplatform::LocalPlatform &platform()
{
    static const SystemClock s_clock;
    static const auto s_platform = [] {
        localplatform::LocalPlatform::Options options;
        options.name = qEnvironmentVariable("PH_PLATFORM_NAME");
        options.base = qEnvironmentVariable("PH_PLATFORM_BASE");
        options.program = qEnvironmentVariable("PH_CTL");
        auto made = localplatform::LocalPlatform::make(options, s_clock);
        if (options.name.isEmpty() || !made)
            qFatal("no local platform: run this through ctest, which starts it");
        return std::move(*made);
    }();
    return *s_platform;
}

platform::Profile platformProfile()
{
    auto profile = platform().profile();
    if (!profile)
        qFatal("%s", qPrintable(brief(profile.error())));
    return std::move(*profile);
}

Secret platformPassword(const platform::Link &link, const QString &user)
{
    auto secret = platform().password(link, user);
    if (!secret)
        qFatal("%s", qPrintable(brief(secret.error())));
    return std::move(*secret);
}

QJsonObject Ended::json() const { return QJsonDocument::fromJson(out).object(); }

Ended runProgram(const QString &program, const QStringList &arguments, int timeoutMs, const QStringList &environment)
{
    QProcess process;
    if (!environment.isEmpty())
        process.setEnvironment(QProcess::systemEnvironment() + environment);
    process.start(program, arguments);
    const bool ended = QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, timeoutMs);
    if (!ended) {
        process.kill();
        process.waitForFinished(2000);
    }
    return {ended && process.exitStatus() == QProcess::NormalExit && process.error() == QProcess::UnknownError
            ? process.exitCode()
            : -1,
        process.readAllStandardOutput(), process.readAllStandardError()};
}

Ended companion(const QStringList &arguments, int timeoutMs)
{
    return runProgram(qEnvironmentVariable("PH_CTL"), arguments, timeoutMs);
}

QJsonObject runBoundedLoad(int seed, int count)
{
    const auto &folder = platform().folder();
    const auto programs = localplatform::findPrograms(folder);
    QFile state(folder.stateFile());
    if (!programs || !state.open(QIODevice::ReadOnly))
        qFatal("the platform of this label does not run");
    const int port = QJsonDocument::fromJson(state.readAll())
                         .object()
                         .value(QLatin1String("ports"))
                         .toObject()
                         .value(QLatin1String("redis"))
                         .toInt();
    const QTemporaryDir place;
    const QString expectation = place.filePath(QStringLiteral("expect.json"));
    const Ended ended = runProgram(programs->python,
        {QStringLiteral("-m"), QStringLiteral("load"), QStringLiteral("--seed"), QString::number(seed),
            QStringLiteral("--count"), QString::number(count), QStringLiteral("--expect"), expectation},
        150'000,
        {QStringLiteral("PYTHONPATH=") + folder.app(), QStringLiteral("PYTHONDONTWRITEBYTECODE=1"),
            QStringLiteral("ADK_REDIS_ADDRESS=redis://127.0.0.1:%1").arg(port),
            QStringLiteral("ADK_REDIS_USER=platform"),
            QStringLiteral("ADK_REDIS_PASSWORD_FILE=%1/redis.platform").arg(folder.secrets())});
    QFile file(expectation);
    if (ended.code != 0 || !file.open(QIODevice::ReadOnly))
        qFatal("the load did not end as announced: %s %s", ended.out.constData(), ended.err.constData());
    return QJsonDocument::fromJson(file.readAll()).object();
}

QList<qint64> processesOf(const QString &folder)
{
    const QByteArray mark = "PILOTHOUSE_LOCAL_FOLDER=" + QFile::encodeName(folder);
    QList<qint64> found;
    for (const QString &entry : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        bool isNumber = false;
        const qint64 pid = entry.toLongLong(&isNumber);
        if (!isNumber)
            continue;
        const QString process = QStringLiteral("/proc/") + entry;
        QFile environment(process + QStringLiteral("/environ"));
        const bool marked = environment.open(QIODevice::ReadOnly) && environment.readAll().split('\0').contains(mark);
        // PostgreSQL's processes write over their environment; they work in its data folder.
        if (marked || QFile::symLinkTarget(process + QStringLiteral("/cwd")) == folder + QStringLiteral("/postgres"))
            found << pid;
    }
    return found;
}

} // namespace ph::test
