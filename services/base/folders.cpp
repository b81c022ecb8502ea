// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/files.h"

#include <QDir>
#include <unistd.h>

namespace ph {

namespace {

struct Rule {
    const char *own; ///< Pilothouse's variable
    const char *below; ///< name below $PILOTHOUSE_HOME
    const char *xdg; ///< the rule's variable
    const char *home; ///< default below $HOME
};

QString absoluteFromEnvironment(const char *name)
{
    const QString value = qEnvironmentVariable(name);
    return QDir::isAbsolutePath(value) ? QDir::cleanPath(value)
                                       : QString(); // relative ones are to be ignored by the XDG rules
}

QString resolve(const Rule &rule)
{
    if (const QString own = absoluteFromEnvironment(rule.own); !own.isEmpty())
        return own;
    if (const QString root = absoluteFromEnvironment("PILOTHOUSE_HOME"); !root.isEmpty())
        return root + QLatin1Char('/') + QLatin1String(rule.below);
    if (const QString xdg = absoluteFromEnvironment(rule.xdg); !xdg.isEmpty())
        return xdg + QStringLiteral("/pilothouse");
    if (rule.home == nullptr)
        return QStringLiteral("/tmp/pilothouse-%1").arg(::geteuid());
    return QDir::homePath() + QLatin1String(rule.home) + QStringLiteral("/pilothouse");
}

} // namespace

Folders Folders::standard()
{
    return {
        resolve({"PILOTHOUSE_CONFIG_DIR", "config", "XDG_CONFIG_HOME", "/.config"}),
        resolve({"PILOTHOUSE_STATE_DIR", "state", "XDG_STATE_HOME", "/.local/state"}),
        resolve({"PILOTHOUSE_CACHE_DIR", "cache", "XDG_CACHE_HOME", "/.cache"}),
        resolve({"PILOTHOUSE_DATA_DIR", "data", "XDG_DATA_HOME", "/.local/share"}),
        resolve({"PILOTHOUSE_RUNTIME_DIR", "run", "XDG_RUNTIME_DIR", nullptr}),
    };
}

} // namespace ph
