// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"

#include <QJsonObject>
#include <QObject>
#include <QSet>
#include <QThreadPool>
#include <QTimer>
#include <functional>
#include <memory>

namespace ph {

/// Settings of one kind in one JSON file (0600, written atomically): a flat object of dotted keys, with "version".
/// Secrets have no place here.
///
/// Several processes may share the file: saving reads it again under a lock and changes only the keys that were set
/// here, so keys that this version does not know and changes of the others are kept. Lives on one thread; values are in
/// memory. load() and flush() block; set() does not: it saves on a worker shortly after.
class Settings final : public QObject {
    Q_OBJECT
public:
    /// Turns the values of an older file (its version is `from`) into this version's.
    using Migration = std::function<QJsonObject(int from, QJsonObject values)>;

    Settings(QString path, int version, Migration migration = {}, QObject *parent = nullptr);
    ~Settings() override; ///< saves what is unsaved (blocks)

    /// Reads the file; without a file everything is at its default. Call once, at start; again to see what others
    /// changed. Protocol: the file is damaged. It was renamed to FILE.damaged-TIME (named in the hint) and the defaults
    /// are used. Unavailable: it cannot be read; the defaults are used and nothing will be written over it.
    Result<void> load();

    [[nodiscard]] QJsonValue value(const QString &key, const QJsonValue &otherwise = {}) const;
    [[nodiscard]] QString text(const QString &key, const QString &otherwise = {}) const;
    [[nodiscard]] bool flag(const QString &key, bool otherwise = false) const;
    /// `otherwise` also when the stored number is outside the bounds: files are edited by hand.
    [[nodiscard]] int number(const QString &key, int otherwise, int least, int most) const;
    [[nodiscard]] bool contains(const QString &key) const { return m_values.contains(key); }
    [[nodiscard]] QStringList keys() const { return m_values.keys(); }

    /// Reads the file again, on a worker; reloaded() tells of what others changed. A file that cannot be read changes
    /// nothing.
    void reload();

    /// Changes the value (undefined or null removes it) and announces it if it differs.
    void set(const QString &key, const QJsonValue &value);
    void remove(const QString &key) { set(key, QJsonValue()); }

    /// Writes now what is unsaved and waits for it.
    [[nodiscard]] Result<void> flush();

    /// Version of the file that was read: above ours it comes from a newer Pilothouse and keeps its number.
    [[nodiscard]] int fileVersion() const { return m_fileVersion; }
    [[nodiscard]] QString path() const { return m_path; }

Q_SIGNALS:
    void changed(const QString &key);
    void reloaded(); ///< by reload(), when another process had changed something
    void saved();
    void saveFailed(const ph::Error &error);

private:
    void startSave();
    void finishSave(const Result<void> &result, const QSet<QString> &keys);
    [[nodiscard]] bool adopt(QJsonObject values);

    QString m_path;
    int m_version;
    int m_fileVersion;
    Migration m_migration;
    QJsonObject m_values;
    QSet<QString> m_unsaved;
    QSet<QString> m_saving; ///< on their way into the file
    QTimer m_saveSoon;
    QThreadPool m_worker;
    bool m_isWritable = true;
    Error m_failure; ///< of the last save
};

} // namespace ph
