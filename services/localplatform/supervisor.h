// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/localplatform/control.h"
#include "services/localplatform/partrunner.h"
#include "services/localplatform/statefile.h"

namespace ph::localplatform {

struct Layout;

/// The process that keeps a local platform running: `pilothousectl local supervise`. Everything of one folder, on one
/// thread.
class Supervisor final {
public:
    struct Options {
        QString name;
        QString base;
        bool isQuiet = false;
        int seed = 1;
    };

    Supervisor(Options options, const Clock &clock);
    ~Supervisor();
    Supervisor(const Supervisor &) = delete;
    Supervisor &operator=(const Supervisor &) = delete;

    /// Takes the folder (Conflict when another supervisor has it), becomes the unprivileged account, cleans up after a
    /// crash, writes the configuration, starts the parts, and serves until `down` or the stop. Then everything is
    /// stopped, in order.
    [[nodiscard]] Task<void> run(std::stop_token stop);

private:
    [[nodiscard]] Result<void> takeFolder();
    [[nodiscard]] Result<void> prepare();
    void startParts();
    [[nodiscard]] Result<void> settlePorts(const Part &part, int fruitless);
    [[nodiscard]] Task<QJsonObject> handle(QJsonObject request, std::stop_token stop);
    [[nodiscard]] Task<QJsonObject> holdOrRelease(QString part, bool hold, std::stop_token stop);
    [[nodiscard]] Task<void> stopParts();
    [[nodiscard]] bool canStop(const PartRunner &runner) const;
    [[nodiscard]] PartRunner *find(const QString &part);
    [[nodiscard]] QString heldBelow(const PartRunner &runner);
    [[nodiscard]] PlatformStatus status() const;

    Options m_options;
    const Clock &m_clock;
    std::optional<Folder> m_folder;
    int m_lock = -1;
    QStringList m_notices;
    SavedState m_state;
    std::unique_ptr<Layout> m_layout;
    WallTime m_since {};
    bool m_downAsked = false;
    std::unique_ptr<Prober> m_prober;
    std::unique_ptr<PartRunner::Shared> m_shared;
    std::vector<std::unique_ptr<PartRunner>> m_runners;
    std::unique_ptr<ControlServer> m_control;
    std::unique_ptr<TaskScope> m_scope = std::make_unique<TaskScope>(); ///< last: its coroutines use all of the above
};

} // namespace ph::localplatform
