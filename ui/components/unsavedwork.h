// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace ph::ui {

/// What a widget implements in which something is typed that closing the window would lose. The window asks before it
/// closes.
class UnsavedWork {
public:
    virtual ~UnsavedWork() = default;
    /// Something would be lost.
    [[nodiscard]] virtual bool hasUnsavedWork() const = 0;
    /// Asks once: save, leave without saving, stay. `leave` is called when it may go, or is saved.
    virtual void askToLeave(std::function<void()> leave) = 0;
};

} // namespace ph::ui
