// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/exitcode.h"
#include "app/pilothousectl/companion/output.h"
#include "services/base/async.h"
#include "services/base/clock.h"

#include <QCommandLineParser>

namespace ph::ctl {

/// What a verb works with: its arguments, where to write, and the clock. Lives as long as the verb runs.
class Context final {
public:
    Context(const QCommandLineParser &parser, QString failure, QStringList arguments, Output &output,
        const Clock &clock, std::stop_token stop)
        : m_parser(parser)
        , m_failure(std::move(failure))
        , m_arguments(std::move(arguments))
        , m_output(output)
        , m_clock(clock)
        , m_stop(std::move(stop))
    {
    }

    /// What did not happen when the verb fails (Verb::failure).
    [[nodiscard]] const QString &failure() const { return m_failure; }
    /// The words after the verb.
    [[nodiscard]] const QStringList &arguments() const { return m_arguments; }
    [[nodiscard]] bool isSet(const char *option) const { return m_parser.isSet(QLatin1String(option)); }
    [[nodiscard]] QString value(const char *option) const { return m_parser.value(QLatin1String(option)); }
    /// Of an option that may be given more than once.
    [[nodiscard]] QStringList values(const char *option) const { return m_parser.values(QLatin1String(option)); }
    [[nodiscard]] Output &out() const { return m_output; }
    [[nodiscard]] const Clock &clock() const { return m_clock; }
    /// Requested by Ctrl+C and SIGTERM.
    [[nodiscard]] std::stop_token stop() const { return m_stop; }

    [[nodiscard]] bool isDryRun() const { return isSet("dry-run"); }
    /// --yes or --yes NAME was given.
    [[nodiscard]] bool isConfirmed() const { return isSet("yes"); }
    /// The NAME of `--yes NAME`.
    [[nodiscard]] QString confirmedName() const { return value("yes-name"); }
    [[nodiscard]] QString reason() const { return value("reason"); }

private:
    const QCommandLineParser &m_parser;
    QString m_failure;
    QStringList m_arguments;
    Output &m_output;
    const Clock &m_clock;
    std::stop_token m_stop;
};

} // namespace ph::ctl
