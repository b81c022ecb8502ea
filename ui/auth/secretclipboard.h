// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/base/secret.h"

#include <QClipboard>
#include <QObject>
#include <QTimer>

namespace ph::ui {

/// Copies a secret on request, marked so that clipboard managers leave it out, and clears it after 30 s if it is still
/// ours. What somebody else copied meanwhile is not touched. Also clears when the program ends. GUI thread.
class SecretClipboard final : public QObject {
    Q_OBJECT
public:
    static constexpr Milliseconds keepFor {30'000};

    explicit SecretClipboard(const Clock &clock, QObject *parent = nullptr);
    ~SecretClipboard() override;

    void copy(const Secret &secret);
    /// Whole seconds until it is cleared; 0: nothing of ours is there.
    [[nodiscard]] int secondsLeft() const;
    /// Called by an own timer each second.
    void tick();
    /// Takes it away, if it is still ours.
    void clear();

Q_SIGNALS:
    void changed();

private:
    [[nodiscard]] bool isStillOurs() const;

    const Clock &m_clock;
    QClipboard *m_clipboard;
    QTimer m_timer;
    QByteArray m_mark; ///< tells our content from any other
    MonoTime m_until {};
};

} // namespace ph::ui
