// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/shell/notificationmodel.h"
#include "models/shell/timescope.h"
#include "ui/theme/theme.h"

namespace ph::ui {

class ViewStore;

/// What the person chose for the window, kept in the view store under "preferences" and applied at once.
class Preferences final : public QObject {
    Q_OBJECT
public:
    /// All references outlive this; `store` may be null.
    Preferences(
        ViewStore *store, models::TimeScope &time, models::NotificationModel &notifications, QObject *parent = nullptr);

    [[nodiscard]] AppearanceChoice appearance() const { return m_appearance; }
    [[nodiscard]] bool reducedMotion() const { return m_reducedMotion; }
    [[nodiscard]] int idleMinutes() const { return m_idleMinutes; }

    void setAppearance(AppearanceChoice choice);
    void setReducedMotion(bool reduced);
    void setZone(wording::TimeZoneMode zone);
    void setPolicy(const models::NotificationPolicy &policy);
    /// 1–60.
    void setIdleMinutes(int minutes);

    /// Takes over what another window changed.
    void reload();

    static constexpr int leastIdle = 1;
    static constexpr int mostIdle = 60;

Q_SIGNALS:
    void changed();
    void idleMinutesChanged(int minutes);

private:
    void load();
    void save();

    ViewStore *m_store;
    models::TimeScope &m_time;
    models::NotificationModel &m_notifications;
    AppearanceChoice m_appearance = AppearanceChoice::System;
    bool m_reducedMotion = false;
    int m_idleMinutes = 10;
    bool m_loading = false;
};

} // namespace ph::ui
