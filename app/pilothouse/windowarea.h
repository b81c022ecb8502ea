// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/session/platformsession.h"
#include "ui/shell/shellwindow.h"

namespace ph::app {

/// What an area brings to the window: its service for the session, and its entries once the session has started.
struct WindowArea {
    platform::AreaFactory service;
    /// Registers pages and panels; returns what must live as long as the session's pages (may be null).
    std::function<std::unique_ptr<QObject>(platform::PlatformSession &session, ui::ShellWindow &window)> attach;
};

} // namespace ph::app
