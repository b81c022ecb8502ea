// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/reviewflow.h"

#include "services/base/text.h"
#include "services/wording/errors.h"
#include "services/wording/numbers.h"
#include "services/wording/times.h"

#include <QFileDialog>
#include <QJsonDocument>
#include <QSaveFile>
#include <algorithm>

namespace ph::ui {

using operations::ActionClass;

namespace {

Tone environmentTone(const platform::Profile &profile)
{
    switch (profile.kind) {
    case platform::EnvironmentKind::Production: return Tone::Error;
    case platform::EnvironmentKind::Staging: return Tone::Warn;
    case platform::EnvironmentKind::Development: return Tone::Accent;
    case platform::EnvironmentKind::Local: break;
    }
    return Tone::Ok;
}

QString classText(ActionClass own, ActionClass effective)
{
    const QString raised = own == effective ? QString() : ReviewFlow::tr(", raised from %1 here").arg(int(own));
    switch (effective) {
    case ActionClass::Reversible: return ReviewFlow::tr("Class 1 of 3: can be undone") + raised;
    case ActionClass::Disruptive: return ReviewFlow::tr("Class 2 of 3: confirm") + raised;
    case ActionClass::Destructive: break;
    }
    return ReviewFlow::tr("Class 3 of 3: type the name") + raised;
}

ReviewView::Precondition::State stateOf(operations::PreconditionState state)
{
    switch (state) {
    case operations::PreconditionState::Met: return ReviewView::Precondition::State::Met;
    case operations::PreconditionState::ToAccept: return ReviewView::Precondition::State::ToAccept;
    case operations::PreconditionState::Failed: break;
    }
    return ReviewView::Precondition::State::Failed;
}

constexpr qsizetype s_mostTenants = 6; ///< that are named
constexpr int s_sampleLength = 17; ///< characters of an id among others: enough to know it again

/// Counts by tenant, the most first; nothing where nothing tells whose anything is.
std::optional<ReviewView::Table> byTenant(const operations::Tenants &tenants)
{
    if (tenants.objects.isEmpty() || tenants.objects.size() == tenants.objects.count(QString()))
        return std::nullopt;
    QList<std::pair<int, QString>> order;
    for (auto it = tenants.objects.begin(); it != tenants.objects.end(); ++it)
        order.append({-it.value(), it.key()});
    std::sort(order.begin(), order.end());
    ReviewView::Table table;
    table.heads = {ReviewFlow::tr("By tenant"), ReviewFlow::tr("Tasks")};
    int others = 0;
    for (const auto &[count, slug] : order) {
        if (table.rows.size() == s_mostTenants) {
            others -= count;
            continue;
        }
        //: in place of a tenant's name
        const QString name = slug.isEmpty() ? ReviewFlow::tr("not told") : elidedEnd(visible(slug), 40);
        table.rows.append({name, wording::number(qint64(-count))});
    }
    if (others > 0)
        table.rows.append({ReviewFlow::tr("others", "tenants"), wording::number(qint64(others))});
    return table;
}

Message messageOf(const Error &error, const QString &what)
{
    const wording::Sentence sentence = wording::errorSentence(error, what);
    Message message;
    message.kind = BannerKind::Error;
    message.headline = sentence.title;
    message.raw = sentence.body();
    message.details = sentence.line() + QLatin1Char('\n') + sentence.details;
    return message;
}

} // namespace

ReviewView reviewOf(const operations::Plan &plan, const operations::Verdict &verdict,
    const operations::Identity *identity, const platform::Profile &profile, const operations::ActionSpec &spec,
    const QString &icon)
{
    ReviewView view;
    const bool isTyped = verdict.effectiveClass == ActionClass::Destructive;
    // What is lost for good is red, be it one task.
    view.isDanger = spec.actionClass == ActionClass::Destructive
        || std::ranges::any_of(plan.touches, &operations::PlanTouch::isLost);
    view.isLarge = plan.steps.size() > 3 || plan.touches.size() > 3;
    view.icon = icon;
    view.title = plan.title;
    view.subtitle = ReviewFlow::tr("in %1").arg(profile.name);
    view.environment = profile.label;
    view.environmentTone = environmentTone(profile);
    view.classText = classText(spec.actionClass, verdict.effectiveClass);
    if (!plan.gentlerWay.isEmpty())
        view.gentler = ReviewView::Gentler {plan.gentlerWay, {}};
    view.happenNote = plan.estimate;
    for (const operations::PlanStep &step : plan.steps)
        view.steps.append({step.title, step.command, step.undo, {}, step.changesNothing, step.isPointOfNoReturn,
            step.isPointOfNoReturn ? ReviewFlow::tr("from here on it cannot be taken back") : QString()});
    view.touchTitle = plan.touches.empty() ? QString() : ReviewFlow::tr("What is touched");
    qint64 all = 0;
    for (const operations::PlanTouch &touch : plan.touches)
        all += touch.count;
    for (const operations::PlanTouch &touch : plan.touches) {
        view.touchBars.append(
            {touch.what, wording::number(touch.count), double(touch.count) / double(std::max<qint64>(all, 1)), {}});
        for (const QString &id : touch.sample)
            view.sample += elidedMiddle(id, s_sampleLength);
        if (touch.isLost)
            view.remarks.append(
                {ReviewView::Remark::Kind::Warning, wording::number(touch.count) + QLatin1Char(' ') + touch.what,
                    ReviewFlow::tr("cannot be brought back")});
    }
    view.touchTable = byTenant(plan.shownTenants);
    view.preconditionNote = ReviewFlow::tr("checked %1").arg(wording::clockTime(plan.madeAt));
    for (const operations::PlanPrecondition &each : plan.preconditions)
        view.preconditions.append({each.text, each.evidence, stateOf(each.state)});
    view.whoNote = ReviewFlow::tr("written to this computer's audit log before step 1");
    if (identity != nullptr) {
        view.who.append({QStringLiteral("user-check"), identity->email, verdict.because,
            !verdict.allowed && verdict.because.isEmpty()});
        if (identity->hasVerifiedFactor)
            view.who.append({QStringLiteral("key-round"), ReviewFlow::tr("Second factor"),
                identity->assurance >= 2 ? ReviewFlow::tr("given") : ReviewFlow::tr("not given yet"),
                identity->assurance < 2});
    }
    view.wantsReason = verdict.effectiveClass != ActionClass::Reversible;
    view.reasonRequired = isTyped;
    if (isTyped) {
        view.typedName = plan.typedName();
        view.typedLabel = ReviewFlow::tr("Type %1 to enable the button").arg(view.typedName);
    }
    view.verb = plan.confirmVerb;
    if (!verdict.allowed) {
        const wording::Sentence sentence
            = wording::errorSentence(verdict.refusal, ReviewFlow::tr("This cannot be done here now"));
        view.refusal = sentence.body();
    } else if (!plan.canRun()) {
        view.refusal = ReviewFlow::tr("A precondition is not met.");
    }
    return view;
}

ReviewFlow *ReviewFlow::start(platform::PlatformSession &session, operations::ActionSpec spec,
    models::MakeOperation make, const QString &icon, Place place, QObject *owner)
{
    auto *flow = new ReviewFlow(session, std::move(spec), std::move(make), icon, place, owner);
    flow->m_flow.plan();
    return flow;
}

ReviewFlow::ReviewFlow(platform::PlatformSession &session, operations::ActionSpec spec, models::MakeOperation make,
    QString icon, Place place, QObject *owner)
    : QObject(owner)
    , m_flow(session, std::move(spec), std::move(make))
    , m_icon(std::move(icon))
    , m_layer(place.layer)
    , m_toasts(place.toasts)
{
    connectFlow();
}

ReviewFlow::ReviewFlow(
    platform::PlatformSession &session, operations::OperationRun cut, QString icon, Place place, QObject *owner)
    : QObject(owner)
    , m_flow(session, std::move(cut))
    , m_isResumed(true)
    , m_icon(std::move(icon))
    , m_layer(place.layer)
    , m_toasts(place.toasts)
{
    connectFlow();
}

ReviewFlow *ReviewFlow::resume(
    platform::PlatformSession &session, operations::OperationRun cut, const QString &icon, Place place, QObject *owner)
{
    auto *flow = new ReviewFlow(session, std::move(cut), icon, place, owner);
    flow->m_flow.plan();
    return flow;
}

void ReviewFlow::connectFlow()
{
    // Another environment may come into the same window: a dialog of this one must not be answered there.
    connect(&m_flow.session(), &platform::PlatformSession::closing, this, [this] { delete this; });
    connect(&m_flow, &models::OperationFlow::planned, this, &ReviewFlow::onPlanned);
    connect(&m_flow, &models::OperationFlow::refused, this, &ReviewFlow::onRefused);
    connect(&m_flow, &models::OperationFlow::finished, this, &ReviewFlow::onFinished);
}

ReviewFlow::~ReviewFlow()
{
    if (m_layer && m_dialog && m_layer->dialog() == m_dialog.data())
        m_layer->close();
}

void ReviewFlow::onPlanned(const operations::Plan &plan, bool again)
{
    const operations::Verdict verdict = m_flow.verdict();
    // Class 1 that may be done is done with the click that asked for it; everything else is shown first.
    if (verdict.allowed && plan.canRun() && verdict.effectiveClass == ActionClass::Reversible && !again && !m_isResumed)
        return m_flow.confirm(ActionClass::Reversible, {}, {});
    showDialog(plan, again);
}

void ReviewFlow::showDialog(const operations::Plan &plan, bool again)
{
    if (!m_layer)
        return end();
    const auto identity = m_flow.session().identities().identity();
    const operations::Verdict verdict = m_flow.verdict();
    if (m_dialog)
        m_layer->close();
    ReviewView view = reviewOf(plan, verdict, identity.get(), m_flow.session().profile(), m_flow.spec(), m_icon);
    if (view.gentler && m_gentler)
        view.gentler->link = m_gentlerLink;
    if (m_isResumed)
        tellGoingOn(plan, verdict, view);
    m_dialog = ReviewDialog::open(m_layer, view);
    if (again) {
        Message message;
        message.kind = BannerKind::Warning;
        message.headline = tr("The platform changed since the plan was shown. This is the new plan; nothing was done.");
        m_dialog->setError(message);
    }
    connect(m_dialog, &ReviewDialog::cancelled, this, [this] {
        if (m_layer)
            m_layer->close();
        end();
    });
    connect(m_dialog, &ReviewDialog::confirmed, this,
        [this, given = verdict.effectiveClass](const QString &reason, const QString &typedName) {
            m_dialog->setBusy(tr("Working…"));
            m_flow.confirm(given, typedName, reason);
        });
    connect(m_dialog, &ReviewDialog::gentlerChosen, this, [this] {
        if (m_layer)
            m_layer->close();
        end();
        if (m_gentler)
            m_gentler();
    });
    connect(m_dialog, &ReviewDialog::savePlanRequested, this, &ReviewFlow::savePlan);
}

void ReviewFlow::tellGoingOn(const operations::Plan &plan, const operations::Verdict &verdict, ReviewView &view) const
{
    view.verb = tr("Go on", "button: resume an operation that a crash cut off");
    if (!plan.steps.empty()) {
        view.happenNote = tr("A crash cut this off. A step that had begun is done again; doing it twice does no more.");
        return;
    }
    if (verdict.allowed)
        view.refusal.clear();
    view.classText.clear();
    view.typedName.clear(); // nothing is sent: there is nothing to be asked twice
    view.wantsReason = view.reasonRequired = view.isDanger = false;
    view.gentler.reset();
    if (plan.nothingLeft.isEmpty()) {
        view.happenNote
            = tr("A crash cut this off after its last step. What came of it is read back; nothing is sent.");
        return;
    }
    //: %1 is a sentence: "The task has ended (SUCCESS): nothing is left to do."
    view.happenNote = tr("A crash cut this off. %1 It is ended as done, and nothing is sent.").arg(plan.nothingLeft);
    view.verb = tr("End it", "button: an operation that a crash cut off, and nothing is left to do");
}

void ReviewFlow::setGentler(const QString &link, std::function<void()> act)
{
    m_gentlerLink = link;
    m_gentler = std::move(act);
}

void ReviewFlow::onRefused(const Error &error)
{
    const Message message = messageOf(error, tr("Nothing was changed"));
    if (m_dialog) {
        m_dialog->setError(message);
        return;
    }
    if (m_toasts)
        m_toasts->show(message.headline + QStringLiteral(". ") + message.raw);
    end();
}

void ReviewFlow::onFinished(const operations::OperationRun &run)
{
    Q_EMIT finished(run);
    const QString title = run.title;
    QString text;
    switch (run.phase) {
    case operations::RunPhase::Done: text = tr("%1: done. %2").arg(title, run.evidence); break;
    case operations::RunPhase::DoneWithWarnings:
        text = tr("%1: done, with a warning. %2").arg(title, run.evidence);
        break;
    case operations::RunPhase::Unknown:
        text = tr("%1: the answer was lost. Look whether it happened before you repeat it.").arg(title);
        break;
    default: break;
    }
    if (text.isEmpty()) {
        const Error error = run.error.value_or(Error {});
        if (m_dialog)
            return m_dialog->setError(messageOf(error, tr("%1: not done").arg(title)));
        text = wording::errorSentence(error, tr("%1: not done").arg(title)).line();
    }
    if (m_layer && m_dialog)
        m_layer->close();
    if (m_toasts) {
        std::function<void()> undo;
        if (run.undo) {
            undo = [session = &m_flow.session(), operation = run.undo, icon = m_icon, layer = m_layer,
                       toasts = m_toasts, owner = QPointer<QObject>(parent())] {
                if (owner)
                    start(*session, operation->spec(), [operation] { return operation; }, icon, {layer, toasts}, owner);
            };
        }
        m_toasts->show(text, std::move(undo));
    }
    end();
}

void ReviewFlow::savePlan()
{
    const QByteArray json = QJsonDocument(m_flow.lastPlan().toJson()).toJson();
    auto *dialog = new QFileDialog(m_layer, tr("Save plan"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->selectFile(QStringLiteral("plan.json"));
    connect(dialog, &QFileDialog::fileSelected, dialog, [json](const QString &path) {
        QSaveFile file(path);
        if (file.open(QIODevice::WriteOnly)) {
            file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
            file.write(json);
            file.commit();
        }
    });
    dialog->open();
}

void ReviewFlow::end() { deleteLater(); }

} // namespace ph::ui
