// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/settings.h"

#include "services/base/lockfile.h"
#include "services/base/logging.h"
#include "services/base/post.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QThread>

namespace ph {

namespace {

constexpr qint64 maxBytes = 4 * 1024 * 1024;
constexpr std::chrono::milliseconds saveDelay {250};
constexpr std::chrono::milliseconds lockPatience {1000}; // a save takes a few

const QString versionKey = QStringLiteral("version");

Result<QJsonObject> readObject(const QString &path)
{
    const auto bytes = readFile(path, maxBytes);
    if (!bytes)
        return fail(bytes.error());
    QJsonParseError parsing {};
    const auto document = QJsonDocument::fromJson(*bytes, &parsing);
    if (!document.isObject()) {
        const QString why = parsing.error == QJsonParseError::NoError
            ? QStringLiteral("not a JSON object")
            : QStringLiteral("%1 at byte %2").arg(parsing.errorString()).arg(parsing.offset);
        return fail(ErrorKind::Protocol, QStringLiteral("the settings file is damaged: ") + why, path);
    }
    return document.object();
}

/// Puts `changes` (null: removed) into the file as it is now.
Result<void> mergeInto(
    const QString &path, int version, const Settings::Migration &migration, const QJsonObject &changes)
{
    if (auto made = makePrivateDirectory(QFileInfo(path).absolutePath()); !made)
        return made;
    const auto lock = LockFile::takeWithin(path + QStringLiteral(".lock"), lockPatience);
    if (!lock)
        return fail(lock.error());
    QJsonObject values;
    if (auto now = readObject(path))
        values = *now;
    else if (now.error().kind != ErrorKind::NotFound)
        return fail(now.error());
    const int former = values.value(versionKey).toInt(version);
    if (former < version && migration)
        values = migration(former, values);
    values.insert(versionKey, qMax(former, version));
    for (auto change = changes.begin(); change != changes.end(); ++change) {
        if (change.value().isNull())
            values.remove(change.key());
        else
            values.insert(change.key(), change.value());
    }
    return replaceFile(path, QJsonDocument(values).toJson());
}

/// Renames a damaged file out of the way; returns its new name.
Result<QString> setAside(const QString &path)
{
    const QString stamp = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    const QString aside = QStringLiteral("%1.damaged-%2").arg(path, stamp);
    if (!QFile::rename(path, aside))
        return fail(ErrorKind::Unavailable, QStringLiteral("the damaged settings file could not be renamed"), path);
    return aside;
}

} // namespace

Settings::Settings(QString path, int version, Migration migration, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
    , m_version(version)
    , m_fileVersion(version)
    , m_migration(std::move(migration))
{
    m_worker.setMaxThreadCount(1);
    m_saveSoon.setSingleShot(true);
    m_saveSoon.setInterval(saveDelay);
    connect(&m_saveSoon, &QTimer::timeout, this, &Settings::startSave);
}

Settings::~Settings()
{
    if (const auto flushed = flush(); !flushed)
        qCWarning(logBase) << "settings not saved:" << brief(flushed.error());
}

Result<void> Settings::load()
{
    auto values = readObject(m_path);
    if (values) {
        m_isWritable = true;
        m_fileVersion = values->value(versionKey).toInt(m_version);
        if (m_fileVersion < m_version && m_migration)
            *values = m_migration(m_fileVersion, *values);
        (void)adopt(std::move(*values));
        return {};
    }
    Error error = values.error();
    m_isWritable = true;
    if (error.kind == ErrorKind::NotFound) {
        (void)adopt({});
        return {};
    }
    if (error.kind == ErrorKind::Protocol) {
        const auto aside = setAside(m_path);
        m_isWritable = aside.has_value();
        error.hint
            = aside ? QStringLiteral("it was kept as %1; the defaults are used").arg(*aside) : aside.error().what;
    } else {
        m_isWritable = false;
    }
    (void)adopt({});
    return fail(error);
}

void Settings::reload()
{
    m_worker.start([this, path = m_path, version = m_version, migration = m_migration] {
        auto values = readObject(path);
        if (!values)
            return;
        const int former = values->value(versionKey).toInt(version);
        if (former < version && migration)
            *values = migration(former, *values);
        post(this, [this, values = std::move(*values)] {
            if (adopt(values))
                Q_EMIT reloaded();
        });
    });
}

/// True when something differs now.
bool Settings::adopt(QJsonObject values)
{
    values.remove(versionKey);
    for (const QString &key : m_unsaved + m_saving) { // ours are newer than the file's
        if (m_values.contains(key))
            values.insert(key, m_values.value(key));
        else
            values.remove(key);
    }
    const QJsonObject former = std::exchange(m_values, values);
    QStringList both = former.keys() + m_values.keys();
    both.removeDuplicates();
    for (const QString &key : std::as_const(both)) {
        if (former.value(key) != m_values.value(key))
            Q_EMIT changed(key);
    }
    return former != m_values;
}

QJsonValue Settings::value(const QString &key, const QJsonValue &otherwise) const
{
    const auto found = m_values.constFind(key);
    return found == m_values.constEnd() || found->isNull() ? otherwise : found.value();
}

QString Settings::text(const QString &key, const QString &otherwise) const { return value(key).toString(otherwise); }

bool Settings::flag(const QString &key, bool otherwise) const { return value(key).toBool(otherwise); }

int Settings::number(const QString &key, int otherwise, int least, int most) const
{
    const double stored = value(key).toDouble(otherwise);
    return stored >= least && stored <= most ? int(stored) : otherwise;
}

void Settings::set(const QString &key, const QJsonValue &value)
{
    Q_ASSERT(key != versionKey);
    if (m_values.value(key) == value || (value.isNull() && !m_values.contains(key)))
        return;
    if (value.isNull() || value.isUndefined())
        m_values.remove(key);
    else
        m_values.insert(key, value);
    m_unsaved.insert(key);
    if (!m_saveSoon.isActive())
        m_saveSoon.start();
    Q_EMIT changed(key);
}

void Settings::startSave()
{
    if (m_unsaved.isEmpty())
        return;
    if (!m_isWritable) {
        m_failure = {ErrorKind::Unavailable,
            QStringLiteral("the settings file could not be read and is not written over"), m_path, {}, {}, {}, {}};
        Q_EMIT saveFailed(m_failure);
        return;
    }
    QJsonObject changes;
    for (const QString &key : std::as_const(m_unsaved))
        changes.insert(key, m_values.contains(key) ? m_values.value(key) : QJsonValue());
    const QSet<QString> keys = std::exchange(m_unsaved, {});
    m_saving.unite(keys);
    // Queued to this object: dropped when it goes; the destructor waits for the worker first.
    m_worker.start([this, keys, changes, path = m_path, version = m_version, migration = m_migration] {
        const auto result = mergeInto(path, version, migration, changes);
        post(this, [this, result, keys] { finishSave(result, keys); });
    });
}

void Settings::finishSave(const Result<void> &result, const QSet<QString> &keys)
{
    m_saving.subtract(keys);
    if (result) {
        Q_EMIT saved();
        return;
    }
    m_unsaved.unite(keys); // tried again with the next change or flush()
    m_failure = result.error();
    Q_EMIT saveFailed(result.error());
}

Result<void> Settings::flush()
{
    m_saveSoon.stop();
    startSave();
    m_worker.waitForDone();
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall); // the worker's answer
    if (m_unsaved.isEmpty())
        return {};
    return fail(m_failure);
}

} // namespace ph
