// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/appfiles.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSaveFile>

static void registerResources() { Q_INIT_RESOURCE(localplatform); }

namespace ph::localplatform {

namespace {

const QString s_root = QStringLiteral(":/localplatform/");

QStringList allFiles()
{
    registerResources();
    QStringList files;
    QDirIterator it(s_root, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext())
        files << it.next().mid(s_root.size());
    files.sort();
    return files;
}

QByteArray versionOf(const QStringList &files)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &file : files) {
        hash.addData(file.toUtf8());
        hash.addData(AppFiles::read(file));
    }
    return hash.result().toHex();
}

} // namespace

QByteArray AppFiles::read(const QString &name)
{
    registerResources();
    QFile file(s_root + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Result<void> AppFiles::extract(const Folder &folder)
{
    const QStringList files = allFiles();
    const QByteArray version = versionOf(files);
    const QString mark = folder.app() + QStringLiteral("/.version");
    QFile present(mark);
    if (present.open(QIODevice::ReadOnly) && present.readAll() == version)
        return {};
    QDir app(folder.app());
    app.removeRecursively();
    for (const QString &file : files) {
        const QString target = folder.app() + QLatin1Char('/') + file;
        QDir().mkpath(QFileInfo(target).path());
        if (auto written = writeFile(target, read(file)); !written)
            return written;
    }
    return writeFile(mark, version);
}

Result<QByteArray> AppFiles::fill(const QString &name, const QHash<QString, QString> &values)
{
    const QString text = QString::fromUtf8(read(QStringLiteral("config/") + name));
    if (text.isEmpty())
        return fail(ErrorKind::Internal, QStringLiteral("no such template"), name);
    static const QRegularExpression s_name(QStringLiteral(R"(\{\{([a-z_0-9.]+)\}\})"));
    QString result;
    qsizetype from = 0;
    for (auto it = s_name.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        const auto value = values.constFind(match.captured(1));
        if (value == values.constEnd())
            return fail(ErrorKind::Internal, QStringLiteral("no value for {{%1}}").arg(match.captured(1)), name);
        result += QStringView(text).mid(from, match.capturedStart() - from);
        result += *value;
        from = match.capturedEnd();
    }
    result += QStringView(text).mid(from);
    return result.toUtf8();
}

QString AppFiles::requirementsHash()
{
    const QByteArray text = read(QStringLiteral("requirements.txt"));
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex().left(12));
}

Result<void> writeFile(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fail(ErrorKind::Unavailable, file.errorString(), path);
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    if (file.write(content) != content.size() || !file.commit())
        return fail(ErrorKind::Unavailable, file.errorString(), path);
    return {};
}

} // namespace ph::localplatform
