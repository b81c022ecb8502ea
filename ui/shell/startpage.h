// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/banner.h"
#include "ui/components/card.h"
#include "ui/shell/shellcontext.h"

namespace ph::ui {

/// What is shown while no environment is open: those there are, “Try it here”, “Connect to your platform”.
class StartPage final : public QWidget {
    Q_OBJECT
public:
    explicit StartPage(QWidget *parent = nullptr);

    void setEnvironments(const QList<EnvironmentInfo> &environments);
    /// The local platform cannot be started here, and why; empty: it can.
    void setTryUnavailable(const QString &reason);
    /// While it starts: which part is on its way ("PostgreSQL is ready · starting Redis…"); empty ends it.
    void setTryProgress(const QString &text);
    void setError(const Message &message);

Q_SIGNALS:
    void openRequested(const QString &environmentId);
    void tryRequested();
    void cancelTryRequested();
    void connectRequested();
    void importRequested();

private:
    QVBoxLayout *m_environments;
    Label *m_environmentsTitle;
    Button *m_try;
    Button *m_cancel;
    Label *m_progress;
    Banner *m_error;
};

/// Hides everything while nobody is at the desk: only the environment and since when.
class LockPage final : public QWidget {
    Q_OBJECT
public:
    explicit LockPage(QWidget *parent = nullptr);
    /// "Locked since 14:02 UTC after 10 min without input."
    void setText(const QString &text);
    [[nodiscard]] Button *unlockButton() const { return m_unlock; }

Q_SIGNALS:
    void unlockRequested();

private:
    Label *m_text;
    Button *m_unlock;
};

} // namespace ph::ui
