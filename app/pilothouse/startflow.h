// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothouse/environmentwindow.h"
#include "services/localplatform/localplatform.h"
#include "services/platform/profilestore.h"
#include "ui/shell/startpage.h"

namespace ph::app {

/// From the program's start to an open environment: the one that was named, or the first-run page.
class StartFlow final : public QObject {
    Q_OBJECT
public:
    /// All references outlive it.
    StartFlow(ui::ShellWindow &window, platform::Keychain &keychain, const Clock &clock);
    ~StartFlow() override;

    /// By name or id; "local" is the local platform. Empty: the start page.
    void begin(const QString &environment);

private:
    void showStart();
    void tryHere();
    void showError(const Error &error, const QString &what);
    void open(platform::Profile profile);
    [[nodiscard]] Result<platform::Profile> localProfile() const;
    [[nodiscard]] platform::SecretLookup secretsOf(const platform::Profile &profile);

    ui::ShellWindow &m_window;
    platform::Keychain &m_keychain;
    const Clock &m_clock;
    platform::ProfileStore m_store;
    std::unique_ptr<localplatform::LocalPlatform> m_local;
    QPointer<ui::StartPage> m_page;
    std::unique_ptr<EnvironmentWindow> m_open;
    std::stop_source m_try;
    TaskScope m_scope;
};

} // namespace ph::app
