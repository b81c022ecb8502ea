// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/backoff.h"
#include "services/localplatform/child.h"
#include "services/localplatform/probe.h"
#include "services/localplatform/types.h"

#include <optional>

namespace ph::localplatform {

/// Keeps one part running: waits for what it needs, starts it, watches that it answers, starts it again when it ends by
/// itself. On the supervisor's thread.
class PartRunner final {
public:
    /// What all runners of a supervisor share. Outlives them.
    struct Shared {
        Folder folder;
        SecretStore secrets;
        QString guardProgram;
        Prober &prober;
        const Clock &clock;
        Changed changed {}; ///< notified whenever any part's state changes
        std::function<bool(const QString &part)> isReady {};
        /// Asked before each start: when a port of the part is lost to another program, it and all whom that concerns
        /// are refitted. `fruitless`: runs in a row that never answered.
        std::function<Result<void>(const Part &part, int fruitless)> settlePorts {};
    };

    PartRunner(Part part, Shared &shared);
    PartRunner(const PartRunner &) = delete;
    PartRunner &operator=(const PartRunner &) = delete;

    [[nodiscard]] const Part &part() const { return m_part; }
    [[nodiscard]] const PartStatus &status() const { return m_status; }
    [[nodiscard]] bool hasStopped() const
    {
        return m_status.state == PartState::Stopped || m_status.state == PartState::Held;
    }

    /// Runs until halt() (or the stop) has ended the part.
    [[nodiscard]] Task<void> live(std::stop_token stop);
    /// Stops it and keeps it so; release() starts it again.
    void hold();
    void release();
    /// For good.
    void halt();
    /// Another row for the same part (its ports have moved): it is stopped when it runs, and started by that row.
    void refit(Part part);

private:
    [[nodiscard]] bool isWanted() const { return !m_halted && !m_held && !m_next; }
    [[nodiscard]] Task<void> waitUntilStartable(std::stop_token stop);
    [[nodiscard]] Task<void> backOff(QString why, std::stop_token stop);
    [[nodiscard]] Task<void> runOnce(std::stop_token stop);
    [[nodiscard]] Task<void> runToEnd(Command command, std::stop_token stop);
    [[nodiscard]] Task<void> waitForAnswer(std::stop_token stop);
    [[nodiscard]] Task<void> ask(std::stop_token stop);
    [[nodiscard]] Task<void> watch(std::stop_token stop);
    [[nodiscard]] Task<void> pause(std::stop_token stop);
    [[nodiscard]] Result<std::unique_ptr<Child>> startChild(const Command &command) const;
    [[nodiscard]] Result<QList<std::pair<QString, QByteArray>>> environmentOf(const Command &command) const;
    void set(PartState state, const QString &detail = {});

    Part m_part;
    Shared &m_shared;
    PartStatus m_status;
    Backoff m_backoff {Milliseconds {500}, Milliseconds {15'000}};
    std::unique_ptr<Child> m_child;
    bool m_held = false;
    bool m_halted = false;
    int m_fruitless = 0; ///< runs in a row that never answered
    std::optional<Part> m_next; ///< the row from the next start on; this one is in use by coroutines until then
};

} // namespace ph::localplatform
