// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QKeySequence>
#include <QObject>
#include <QPointer>
#include <functional>

class QShortcut;
class QWidget;

namespace ph::ui {

/// An act of the window, registered once: palette, key page, menus and shortcuts come from it.
struct Command {
    QString id; ///< "go.queues", "view.theme.dark"; that of the ActionSpec for acts on the platform
    QString text; ///< "Queues", "Dark appearance"
    QString group {}; ///< where it belongs: "Go to", the area's title
    QString icon {};
    QKeySequence key {}; ///< "G, Q" is g then q
    /// The page has the key and does it (on its selection): the registry keeps the key only. Two such may have one key
    /// where their pages differ.
    bool isOfPage = false;
    bool isPage = false; ///< leads to a page: ranks among pages in the palette
    std::function<void()> run {};
    /// Why it cannot be done now; empty: it can. Without: always.
    std::function<QString()> disabledBecause {};
};

/// All commands of one window and their keys, which the person may change. Shortcuts live in `host`'s window; what
/// types text gets its letters first.
class CommandRegistry final : public QObject {
    Q_OBJECT
public:
    explicit CommandRegistry(QWidget *host);
    ~CommandRegistry() override;

    void add(Command command);
    void remove(const QString &id);
    [[nodiscard]] const QList<Command> &commands() const { return m_commands; }
    [[nodiscard]] const Command *find(const QString &id) const;
    /// Does it, unless it is disabled; false then.
    bool run(const QString &id);

    [[nodiscard]] QKeySequence keyOf(const QString &id) const;
    /// The command that has this key or begins with it (or that it begins with); empty if it is free.
    [[nodiscard]] QString holderOf(const QKeySequence &key, const QString &except = {}) const;
    /// What the person changed, by id.
    [[nodiscard]] const QHash<QString, QKeySequence> &changedKeys() const { return m_changed; }
    /// False if another command holds it. An empty key takes the key away.
    bool setKey(const QString &id, const QKeySequence &key);
    void resetKeys();
    [[nodiscard]] bool isChanged(const QString &id) const { return m_changed.contains(id); }

    /// Only what the person changed.
    [[nodiscard]] QJsonObject saveKeys() const;
    void restoreKeys(const QJsonObject &keys);

    /// As people read it: "g q", "Ctrl+K".
    [[nodiscard]] static QString keyText(const QKeySequence &key);

Q_SIGNALS:
    void changed();

private:
    [[nodiscard]] static bool meet(const Command *one, const Command &other);
    void bind(const QString &id);
    QWidget *m_host;
    QList<Command> m_commands;
    QHash<QString, QKeySequence> m_changed;
    QHash<QString, QPointer<QShortcut>> m_shortcuts;
};

} // namespace ph::ui
