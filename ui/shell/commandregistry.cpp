// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commandregistry.h"

#include <QShortcut>
#include <QWidget>

namespace ph::ui {

CommandRegistry::CommandRegistry(QWidget *host)
    : QObject(host)
    , m_host(host)
{
}

CommandRegistry::~CommandRegistry() = default;

void CommandRegistry::add(Command command)
{
    remove(command.id);
    const QString id = command.id;
    m_commands.append(std::move(command));
    bind(id);
    Q_EMIT changed();
}

void CommandRegistry::remove(const QString &id)
{
    delete m_shortcuts.take(id);
    if (m_commands.removeIf([&id](const Command &command) { return command.id == id; }) > 0)
        Q_EMIT changed();
}

const Command *CommandRegistry::find(const QString &id) const
{
    const auto found = std::find_if(
        m_commands.begin(), m_commands.end(), [&id](const Command &command) { return command.id == id; });
    return found == m_commands.end() ? nullptr : &*found;
}

bool CommandRegistry::run(const QString &id)
{
    const Command *command = find(id);
    if (!command || !command->run || (command->disabledBecause && !command->disabledBecause().isEmpty()))
        return false;
    const auto act = command->run; // the act may change the registry
    act();
    return true;
}

QKeySequence CommandRegistry::keyOf(const QString &id) const
{
    const auto changed = m_changed.constFind(id);
    if (changed != m_changed.constEnd())
        return *changed;
    const Command *command = find(id);
    return command ? command->key : QKeySequence();
}

/// Can both be pressed at one time? Acts of different pages cannot.
bool CommandRegistry::meet(const Command *one, const Command &other)
{
    return !one || !one->isOfPage || !other.isOfPage || one->group == other.group || one->group.isEmpty()
        || other.group.isEmpty();
}

QString CommandRegistry::holderOf(const QKeySequence &key, const QString &except) const
{
    if (key.isEmpty())
        return {};
    const Command *asking = find(except);
    for (const Command &command : m_commands) {
        if (!meet(asking, command))
            continue;
        const QKeySequence other = keyOf(command.id);
        if (command.id != except && !other.isEmpty()
            && (key.matches(other) != QKeySequence::NoMatch || other.matches(key) != QKeySequence::NoMatch))
            return command.id;
    }
    return {};
}

bool CommandRegistry::setKey(const QString &id, const QKeySequence &key)
{
    const Command *command = find(id);
    if (!command || !holderOf(key, id).isEmpty())
        return false;
    if (key == command->key)
        m_changed.remove(id);
    else
        m_changed[id] = key;
    bind(id);
    Q_EMIT changed();
    return true;
}

void CommandRegistry::resetKeys()
{
    m_changed.clear();
    for (const Command &command : std::as_const(m_commands))
        bind(command.id);
    Q_EMIT changed();
}

void CommandRegistry::bind(const QString &id)
{
    delete m_shortcuts.take(id);
    const QKeySequence key = keyOf(id);
    const Command *command = find(id);
    if (key.isEmpty() || !command || command->isOfPage)
        return;
    auto *shortcut = new QShortcut(key, m_host);
    connect(shortcut, &QShortcut::activated, this, [this, id] { run(id); });
    m_shortcuts[id] = shortcut;
}

QJsonObject CommandRegistry::saveKeys() const
{
    QJsonObject keys;
    for (auto it = m_changed.cbegin(); it != m_changed.cend(); ++it)
        keys.insert(it.key(), it.value().toString(QKeySequence::PortableText));
    return keys;
}

void CommandRegistry::restoreKeys(const QJsonObject &keys)
{
    m_changed.clear();
    for (auto it = keys.begin(); it != keys.end(); ++it)
        m_changed[it.key()] = QKeySequence(it.value().toString(), QKeySequence::PortableText);
    for (const Command &command : std::as_const(m_commands))
        bind(command.id);
    Q_EMIT changed();
}

QString CommandRegistry::keyText(const QKeySequence &key)
{
    QStringList parts = key.toString(QKeySequence::NativeText).split(QStringLiteral(", "));
    for (QString &part : parts)
        if (part.size() == 1)
            part = part.toLower();
    return parts.join(QLatin1Char(' '));
}

} // namespace ph::ui
