// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/operations/operationflow.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/reviewdialog.h"
#include "ui/components/toast.h"

#include <QPointer>

namespace ph::ui {

/// The review dialog's content for a plan; texts of the plan come from services, everything else is said here.
[[nodiscard]] ReviewView reviewOf(const operations::Plan &plan, const operations::Verdict &verdict,
    const operations::Identity *identity, const platform::Profile &profile, const operations::ActionSpec &spec,
    const QString &icon);

/// What every action's click does: plan, ask in proportion to the class, run, say how it ended (toast with undo, or the
/// error in the dialog). Destroys itself when it is over or its owner or its session goes.
class ReviewFlow final : public QObject {
    Q_OBJECT
public:
    struct Place {
        DialogLayer *layer;
        ToastStack *toasts;
    };
    static ReviewFlow *start(platform::PlatformSession &session, operations::ActionSpec spec,
        models::MakeOperation make, const QString &icon, Place place, QObject *owner);
    /// Takes its dialog along: what was not confirmed is not done.
    ~ReviewFlow() override;

    /// The same for one that a crash cut: the steps that are left are shown and confirmed.
    static ReviewFlow *resume(platform::PlatformSession &session, operations::OperationRun cut, const QString &icon,
        Place place, QObject *owner);

    /// What the link beside the plan's gentler way does; the dialog goes, and this flow ends. Before the plan is there.
    void setGentler(const QString &link, std::function<void()> act);

Q_SIGNALS:
    void finished(const ph::operations::OperationRun &run);

private:
    ReviewFlow(platform::PlatformSession &session, operations::ActionSpec spec, models::MakeOperation make,
        QString icon, Place place, QObject *owner);
    ReviewFlow(
        platform::PlatformSession &session, operations::OperationRun cut, QString icon, Place place, QObject *owner);
    void connectFlow();
    void onPlanned(const operations::Plan &plan, bool again);
    void onRefused(const Error &error);
    void onFinished(const operations::OperationRun &run);
    void showDialog(const operations::Plan &plan, bool again);
    /// Of one that a crash cut: what is left.
    void tellGoingOn(const operations::Plan &plan, const operations::Verdict &verdict, ReviewView &view) const;
    void savePlan();
    void end();

    models::OperationFlow m_flow;
    bool m_isResumed = false;
    QString m_icon;
    QPointer<DialogLayer> m_layer;
    QPointer<ToastStack> m_toasts;
    QPointer<ReviewDialog> m_dialog;
    QString m_gentlerLink;
    std::function<void()> m_gentler;
};

} // namespace ph::ui
