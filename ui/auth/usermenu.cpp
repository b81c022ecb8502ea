// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/auth/usermenu.h"

#include "ui/auth/authtexts.h"
#include "ui/components/label.h"
#include "ui/components/layout.h"
#include "ui/theme/icons.h"

#include <QWidgetAction>

namespace ph::ui {

using auth::SessionPhase;

namespace {

QWidget *head(const auth::SessionState &state)
{
    auto *widget = new QWidget;
    auto *column = vbox(widget, {12, 8, 12, 8}, 2);
    auto *email = new Label(state.email, TextStyle::BodyStrong);
    email->setMaximumWidth(280);
    column->addWidget(email);
    QString line = roleName(state.role);
    if (state.phase == SessionPhase::Offline)
        line = QCoreApplication::translate("auth", "Offline: acting waits for the sign-in server");
    else if (state.needsSecondFactor())
        line += QCoreApplication::translate("auth", " · second factor not used yet");
    else if (state.aal == auth::AssuranceLevel::Aal2)
        line += QCoreApplication::translate("auth", " · second factor");
    column->addWidget(
        new Label(line, TextStyle::Small, state.phase == SessionPhase::Offline ? Tone::Warn : Tone::Muted));
    return widget;
}

} // namespace

UserMenu::UserMenu(models::AccountModel &model, QWidget *parent)
    : QMenu(parent)
    , m_model(model)
{
    setAccessibleName(tr("Account"));
    connect(this, &QMenu::aboutToShow, this, &UserMenu::rebuild);
}

QString UserMenu::summary() const
{
    const auth::SessionState &state = m_model.state();
    if (!state.isSignedIn())
        return tr("Not signed in");
    return state.role.isEmpty() ? state.email : tr("%1 · %2", "e-mail address, role").arg(state.email, state.role);
}

void UserMenu::rebuild()
{
    clear();
    const auth::SessionState &state = m_model.state();
    if (!state.isSignedIn()) {
        connect(addAction(themeIcon("log-in"), tr("Sign in…")), &QAction::triggered, this, &UserMenu::signInRequested);
        return;
    }
    auto *top = new QWidgetAction(this);
    top->setDefaultWidget(head(state));
    top->setText(summary());
    addAction(top);
    addSeparator();
    if (state.needsSecondFactor())
        connect(addAction(themeIcon("smartphone"), tr("Enter the second factor…")), &QAction::triggered, this,
            &UserMenu::secondFactorRequested);
    connect(
        addAction(themeIcon("circle-user"), tr("Account…")), &QAction::triggered, this, &UserMenu::accountRequested);
    connect(addAction(themeIcon("lock"), tr("Lock now")), &QAction::triggered, this, &UserMenu::lockRequested);
    addSeparator();
    connect(addAction(themeIcon("log-out"), tr("Sign out")), &QAction::triggered, this,
        [this] { m_model.signOut(auth::LogoutScope::Local); });
}

} // namespace ph::ui
