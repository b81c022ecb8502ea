// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/platform/environmentsmodel.h"
#include "models/platform/profileformmodel.h"
#include "ui/shell/shellwindow.h"

#include <QPointer>

namespace ph::ui {
class EnvironmentsPage;
}

namespace ph::app {

/// The environments of this person in the window: as a page of an open environment, and in place of the content while
/// none is open. Main thread.
class Environments final : public QObject {
    Q_OBJECT
public:
    /// All references outlive it.
    Environments(ui::ShellWindow &window, platform::EnvironmentService::Options options, platform::Keychain &keychain,
        const Clock &clock);
    ~Environments() override;

    enum class Begin { List, NewOne, Import };
    /// In place of everything but the banner.
    void showGate(Begin begin);
    /// The form of the environment that is open here, at that field, before the sign-in page (nobody gets past it).
    void showForm(const platform::Profile &profile, const QString &field);
    /// Something may have been written elsewhere; does nothing before the first page.
    void refresh();
    /// Among the window's pages. `currentId` is the environment that is open here.
    void addArea(const QString &currentId);

Q_SIGNALS:
    void openRequested(const QString &profileId);
    /// From the gate, to the start page.
    void backRequested();
    /// See ui::EnvironmentForm.
    void unlockRequested();
    /// The environment that is open here was changed: what is connected is as it was before.
    void currentChanged();

private:
    [[nodiscard]] ui::EnvironmentsPage *makePage(ui::ToastStack *toasts);
    void tellWhenSaved(models::ProfileFormModel &form);

    /// Made with the first page: a start has nothing to do with it.
    [[nodiscard]] models::EnvironmentsModel &model();

    ui::ShellWindow &m_window;
    platform::EnvironmentService::Options m_options;
    platform::Keychain &m_keychain;
    const Clock &m_clock;
    std::unique_ptr<platform::EnvironmentService> m_service;
    std::unique_ptr<models::EnvironmentsModel> m_model;
    QString m_currentId;
    QPointer<QWidget> m_gate;
    QPointer<QWidget> m_front;
};

} // namespace ph::app
