// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusVariant>
#include <QObject>
#include <QVariant>
#include <optional>

namespace ph::ui {

/// What the desktop prefers, from org.freedesktop.portal.Settings. Asked asynchronously (the first call may start the
/// portal): until an answer comes, and without a portal, every value is empty. Follows SettingChanged.
class DesktopLook final : public QObject {
    Q_OBJECT
public:
    explicit DesktopLook(QObject *parent = nullptr);

    [[nodiscard]] std::optional<bool> prefersDark() const { return m_dark; }
    [[nodiscard]] bool prefersHighContrast() const { return m_highContrast; }
    [[nodiscard]] bool prefersReducedMotion() const { return m_reducedMotion; }

    /// D-Bus variants come wrapped in variants, a different number of times per portal.
    [[nodiscard]] static QVariant unwrapped(QVariant value);

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void onSettingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void read(const QString &space, const QString &key);
    void take(const QString &space, const QString &key, const QVariant &value);

    std::optional<bool> m_dark;
    bool m_highContrast = false;
    bool m_reducedMotion = false;
};

} // namespace ph::ui
