// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/localplatform/localplatform.h"
#include "ui/components/banner.h"
#include "ui/shell/shellwindow.h"

namespace ph::app {

/// How far a start is, for people: "3 of 12 parts are ready · waiting for PostgreSQL".
[[nodiscard]] QString startProgress(const localplatform::PlatformStatus &status);

/// In a window on this computer's local platform: says that it does not run (after a restart of the computer, a
/// `pilothousectl local down`), and starts it again at a click. Looks every three seconds. Main thread.
class LocalStart final : public QObject {
    Q_OBJECT
public:
    /// Both outlive it.
    LocalStart(ui::ShellWindow &window, localplatform::LocalPlatform &local);
    ~LocalStart() override;

    void start();

private:
    void look();
    void say(const QString &text, bool canStart, ui::BannerKind kind = ui::BannerKind::Warning);

    ui::ShellWindow &m_window;
    localplatform::LocalPlatform &m_local;
    QTimer m_timer;
    bool m_isStarting = false;
    bool m_hasFailed = false; ///< what is said of that stays until it runs
    TaskScope m_scope;
};

} // namespace ph::app
