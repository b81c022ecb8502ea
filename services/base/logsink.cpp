// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/logsink.h"

#include "services/base/files.h"
#include "services/base/redact.h"
#include "services/base/text.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>
#include <atomic>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

namespace ph {

namespace {

QString levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg: return QStringLiteral("debug");
    case QtInfoMsg: return QStringLiteral("info");
    case QtWarningMsg: return QStringLiteral("warning");
    case QtCriticalMsg: return QStringLiteral("error");
    case QtFatalMsg: break;
    }
    return QStringLiteral("fatal");
}

/// The same line for who reads objects.
QByteArray objectOf(const QByteArray &line)
{
    const QString text = QString::fromUtf8(line).trimmed();
    const auto part = [&text](int from, int to) { return text.section(u' ', from, to); };
    const QJsonObject log {{QStringLiteral("at"), part(0, 0)}, {QStringLiteral("level"), part(1, 1)},
        {QStringLiteral("category"), part(2, 2).chopped(1)}, {QStringLiteral("message"), part(3, -1)}};
    return QJsonDocument(QJsonObject {{QStringLiteral("log"), log}}).toJson(QJsonDocument::Compact) + '\n';
}

class Sink {
public:
    Result<void> configure(const LogOptions &options)
    {
        const std::scoped_lock lock(m_mutex);
        m_options = options;
        m_file.close();
        m_size = 0;
        return options.file.isEmpty() ? Result<void>() : openLog();
    }

    void write(QtMsgType type, const char *category, const QString &message)
    {
        const std::scoped_lock lock(m_mutex);
        const WallTime now = m_options.clock != nullptr ? m_options.clock->wall() : SystemClock().wall();
        QByteArray line;
        try {
            line = logLine(type, QString::fromUtf8(category), message, now, m_options.longest).toUtf8() + '\n';
        } catch (...) {
            line = "(a message was withheld: it could not be redacted)\n";
        }
        if (m_options.toStderr && m_options.isJson)
            (void)writeAll(STDERR_FILENO, objectOf(line), {});
        else if (m_options.toStderr)
            (void)writeAll(STDERR_FILENO, line, {});
        if (m_file.isOpen())
            writeToFile(line);
    }

private:
    Result<void> openLog()
    {
        if (auto made = makePrivateDirectory(QFileInfo(m_options.file).absolutePath()); !made)
            return made;
        auto fd = openFile(m_options.file, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK);
        if (!fd)
            return fail(fd.error());
        struct stat info {};
        if (::fchmod(fd->get(), 0600) != 0 || ::fstat(fd->get(), &info) != 0)
            return fail(systemError(errno, QStringLiteral("prepare the log"), m_options.file));
        m_size = info.st_size;
        m_file = std::move(*fd);
        return {};
    }

    void writeToFile(const QByteArray &line)
    {
        if (m_size > 0 && m_size + line.size() > m_options.rotateAt)
            rotate();
        if (m_file.isOpen() && writeAll(m_file.get(), line, {}))
            m_size += line.size();
    }

    void rotate()
    {
        const auto name = [this](int number) {
            return QFile::encodeName(
                number == 0 ? m_options.file : QStringLiteral("%1.%2").arg(m_options.file).arg(number));
        };
        m_file.close();
        for (int number = m_options.kept; number > 0; --number)
            ::rename(name(number - 1).constData(), name(number).constData());
        if (m_options.kept <= 0)
            ::unlink(name(0).constData());
        (void)openLog();
    }

    std::mutex m_mutex;
    LogOptions m_options;
    FileDescriptor m_file;
    qint64 m_size = 0;
};

Sink &sink()
{
    static auto *s_sink = new Sink; // never destroyed: statics log in their destructors
    return *s_sink;
}

void handle(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    // A message made while one is written (by Qt, out of our own calls) would wait for itself.
    static thread_local bool t_isWriting = false;
    if (t_isWriting)
        return;
    t_isWriting = true;
    sink().write(type, context.category != nullptr ? context.category : "default", message);
    t_isWriting = false;
}

} // namespace

QString logLine(QtMsgType type, const QString &category, const QString &message, WallTime at, qsizetype longest)
{
    const QString time
        = QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODateWithMs);
    // Redacted before it is cut: a cut could take away what tells a secret from text. Far beyond the cut nothing is
    // looked at.
    const QString clean = redact(message.left(longest * 4));
    QString text = visible(clean.left(longest), LineEnds::Keep);
    if (message.size() > longest)
        text += QStringLiteral(" … (%1 characters cut)").arg(message.size() - longest);
    text.replace(QLatin1Char('\n'), QStringLiteral("\n    "));
    return QStringLiteral("%1 %2 %3: %4").arg(time, levelName(type), category, text);
}

Result<void> installLogSink(const LogOptions &options)
{
    auto configured = sink().configure(options);
    qInstallMessageHandler(handle);
    return configured;
}

void removeLogSink()
{
    qInstallMessageHandler(nullptr);
    (void)sink().configure({});
}

} // namespace ph
