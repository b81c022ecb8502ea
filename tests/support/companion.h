// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

namespace ph::test {

/// The companion as a person starts it, with a home of its own and no session bus.
struct Companion {
    QTemporaryDir home;
    QByteArray out;
    QByteArray err;

    [[nodiscard]] QProcessEnvironment environment() const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PILOTHOUSE_HOME"), home.path());
        environment.insert(QStringLiteral("PILOTHOUSE_LOCAL_BASE"), home.filePath(QStringLiteral("local")));
        environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("unix:path=/nonexistent"));
        return environment;
    }
    int run(const QStringList &arguments, const QByteArray &input = {})
    {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.start(qEnvironmentVariable("PH_CTL"), arguments);
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(30'000))
            qFatal("the companion did not end");
        out = process.readAllStandardOutput();
        err = process.readAllStandardError();
        return process.exitCode();
    }
    [[nodiscard]] QJsonObject object() const { return QJsonDocument::fromJson(out).object(); }
    [[nodiscard]] QJsonArray array() const { return QJsonDocument::fromJson(out).array(); }
    QString write(
        const QString &name, const QByteArray &bytes, QFile::Permissions mode = QFile::ReadOwner | QFile::WriteOwner)
    {
        QFile file(home.filePath(name));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write");
        file.write(bytes);
        file.setPermissions(mode);
        return file.fileName();
    }
};

[[nodiscard]] inline QStringList words(const char *text) { return QString::fromUtf8(text).split(QLatin1Char(' ')); }

} // namespace ph::test
