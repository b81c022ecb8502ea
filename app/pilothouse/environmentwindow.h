// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothouse/areas.h"
#include "services/platform/keychain/keychain.h"

namespace ph::app {

/// One environment in a window: the session behind it, and what joins the two. Main thread.
class EnvironmentWindow final : public QObject {
    Q_OBJECT
public:
    /// All references outlive it.
    EnvironmentWindow(ui::ShellWindow &window, platform::Profile profile, platform::SecretLookup secrets, platform::Keychain &keychain, const Clock &clock,
        const QString &stateFolder);
    ~EnvironmentWindow() override;

private:
    void onStarted();
    void showIdentity();

    ui::ShellWindow &m_window;
    std::vector<WindowArea> m_areas;
    platform::PlatformSession m_session;
    std::vector<std::unique_ptr<QObject>> m_attached;
    TaskScope m_scope;
};

[[nodiscard]] ui::EnvironmentInfo infoOf(const platform::Profile &profile);

}
