// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/taskscope.h"
#include "services/transport/command/argument.h"
#include "services/transport/permits/permit.h"

#include <array>
#include <string_view>
#include <utility>

namespace ph::transport::command {

/// A program that only looks: `inline constexpr ReadCommand sshVersion {"ssh.version", "ssh", "-V"};` A word "{name}"
/// stands for a checked value. Exists as a compile-time constant only.
class ReadCommand final {
public:
    static constexpr std::size_t mostWords = 16;
    template <class... Words>
    consteval ReadCommand(std::string_view n, std::string_view program, Words... words)
        : name(n)
        , m_words {program, std::string_view(words)...}
        , m_count(1 + sizeof...(Words))
    {
        static_assert(sizeof...(Words) < mostWords);
    }
    using Values = QList<std::pair<QString, Argument>>;
    /// Error: Internal, if values and placeholders don't fit.
    [[nodiscard]] Result<QStringList> expand(const Values &values) const;

    const std::string_view name; ///< for errors: "ssh.version"

private:
    std::array<std::string_view, mostWords> m_words;
    std::size_t m_count;
};

enum class Stream { Out, Err };
/// Called for each whole line as it comes (UTF-8, at most 64 KiB of it), on the calling thread.
using LineSink = std::function<void(Stream, const QString &)>;

struct Options {
    Deadline deadline {60'000}; ///< then SIGTERM, and SIGKILL after `grace`
    Deadline grace {3'000};
    LineSink lines {};
    qint64 keep = qint64(8) * 1024 * 1024; ///< bytes of each stream kept in Output
};

struct Output {
    int exitCode = 0;
    QByteArray out {};
    QByteArray err {};
    bool truncated = false; ///< more came than was kept
    Milliseconds took {0};
    QString where {}; ///< for errors made from this
    [[nodiscard]] bool isSuccess() const { return exitCode == 0; }
};

/// Kind Server, code "exit-N", with the last line of what the program said on stderr.
[[nodiscard]] Error exitError(const Output &output);

/// Runs programs of this machine: argument vectors, no shell, an environment of a few known variables (LC_ALL is
/// C.UTF-8, so that output can be read), standard input closed. Lives on one thread with an event loop.
///
/// Any exit code is an answer. Errors: Unavailable "program-missing", Server "signal-N", Timeout (for run(): code
/// "outcome-unknown"), Refused (permit), Cancelled (the program is ended).
class Client final {
public:
    /// `searchPath`: colon-separated absolute folders; empty: the PATH of this process without relative ones.
    Client(QString environment, const Clock &clock, QString searchPath = {});
    ~Client();
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;

    [[nodiscard]] Task<Output> observe(
        ReadCommand command, ReadCommand::Values values, Options options, std::stop_token stop);
    [[nodiscard]] Task<Output> run(WritePermit permit, Argv argv, Options options, std::stop_token stop);

    /// Full path of a program, or Unavailable naming it.
    [[nodiscard]] Result<QString> find(const QString &program) const;

private:
    [[nodiscard]] Task<Output> execute(
        std::optional<Permit> permit, QStringList words, QString where, Options options, std::stop_token stop);

    QString m_environment;
    const Clock &m_clock;
    QString m_searchPath;
    std::stop_source m_life;
};

} // namespace ph::transport::command
