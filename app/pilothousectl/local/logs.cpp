// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/local/logs.h"

#include "services/base/csv.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>

namespace ph::ctl::local {

namespace {

constexpr qint64 s_mostRead = 256 * 1024;

struct Tail {
    QString part;
    QString path;
    qint64 position = 0;
};

QByteArray readFrom(Tail &tail)
{
    QFile file(tail.path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    if (file.size() < tail.position)
        tail.position = 0; // begun anew
    file.seek(std::max(tail.position, file.size() - s_mostRead));
    QByteArray bytes = file.readAll();
    tail.position = file.pos();
    return bytes;
}

QJsonObject lineJson(const Tail &tail, const QByteArray &line)
{
    return {{QStringLiteral("part"), tail.part}, {QStringLiteral("line"), QString::fromUtf8(line)}};
}

void print(Output &out, const Tail &tail, const QList<QByteArray> &lines, bool named)
{
    for (const QByteArray &line : lines)
        if (out.format() == Output::Format::Json)
            out.raw(ndjsonLine(lineJson(tail, line)));
        else
            out.line((named ? tail.part.leftJustified(18) : QString()) + QString::fromUtf8(line));
}

} // namespace

QStringList partsWithLog(const localplatform::Folder &folder)
{
    QStringList names = QDir(folder.logs()).entryList({QStringLiteral("*.log")}, QDir::Files, QDir::Name);
    names.replaceInStrings(QStringLiteral(".log"), QString());
    return names;
}

Task<ExitCode> showLogs(
    localplatform::Folder folder, QString part, int lines, bool follow, Output *out, std::stop_token stop)
{
    const QStringList names = partsWithLog(folder);
    if (names.isEmpty())
        co_return fail(ErrorKind::NotFound, QStringLiteral("it was never started, so it has no log"), folder.path(),
            QStringLiteral("start it with %1").arg(folder.command(QStringLiteral("up"))));
    if (!part.isEmpty() && !names.contains(part))
        co_return fail(ErrorKind::NotFound, QStringLiteral("no log of “%1”").arg(part.left(40)), folder.logs(),
            QStringLiteral("there are: %1").arg(names.join(QLatin1String(", "))));
    std::vector<Tail> tails;
    for (const QString &name : part.isEmpty() ? names : QStringList {part})
        tails.push_back({name, folder.log(name)});
    // What goes on is a stream of lines; what ends is one document.
    const bool isDocument = out->format() == Output::Format::Json && !follow;
    QJsonArray document;
    for (Tail &tail : tails) {
        auto all = readFrom(tail).split('\n');
        if (!all.isEmpty() && all.last().isEmpty())
            all.removeLast();
        const auto last = all.mid(std::max<qsizetype>(0, all.size() - lines));
        if (isDocument)
            for (const QByteArray &line : last)
                document << lineJson(tail, line);
        else
            print(*out, tail, last, part.isEmpty());
    }
    if (isDocument)
        out->json(document);
    while (follow) {
        out->flush();
        if (out->isBroken())
            break;
        if (auto slept = co_await sleepFor(Deadline {300}, stop); !slept)
            break;
        for (Tail &tail : tails) {
            QByteArray bytes = readFrom(tail);
            const qsizetype whole = bytes.lastIndexOf('\n') + 1;
            tail.position -= bytes.size() - whole;
            if (whole > 0)
                print(*out, tail, bytes.left(whole - 1).split('\n'), part.isEmpty());
        }
    }
    co_return ExitCode::Done;
}

} // namespace ph::ctl::local
