// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/base/result.h"

#include <QMap>
#include <QStringList>
#include <QUrl>
#include <vector>

namespace ph::localplatform {

/// One program to run. Never a shell, never a secret among the arguments.
struct Command {
    QString program;
    QStringList arguments;
    QMap<QString, QString> environment {}; ///< in addition to the plain one that all get
    QMap<QString, QString> secretEnvironment {}; ///< variable → name of a secret of the folder
    QString workingFolder {};
    QString unlessExists {}; ///< left out while there is such a file (looked at before each run)
};

/// How to tell that a part answers.
struct Probe {
    enum class Kind {
        Alive, ///< it runs
        Http, ///< GET url answers 200; https is verified against the folder's CA
        Redis, ///< TLS, verified; AUTH `user` with `secret`, PING
        Postgres, ///< a start-up message on the unix socket `file` is answered by a request for a password
        File, ///< `file` exists and was touched within `maxAge`
    };
    Kind kind = Kind::Alive;
    QUrl url {};
    QString file {};
    QString user {};
    QString secret {};
    Milliseconds maxAge {15'000};
};

/// A row of the table of parts (parts/): what it is, how it is started, when it is ready, what it needs.
struct Part {
    QString name;
    QString title;
    QString endpoint;
    Command command;
    std::vector<Command> before {}; ///< run to their end, in order, before each start
    std::vector<Command> after {}; ///< and once it answers; it is Ready after them
    QStringList needs {}; ///< parts that must be Ready before it starts
    QStringList listens {}; ///< names of the ports that are its own (ports.h)
    QStringList goesTo {}; ///< and of those it connects to: it starts again when one of them moves
    Probe probe {};
    int stopSignal = 15;
    Milliseconds grace {4000};
};

} // namespace ph::localplatform
