// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/standing.h"

#include "services/operations/recordedact.h"
#include "services/wording/environmenttexts.h"
#include "services/wording/errors.h"
#include "services/wording/times.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/environmentlook.h"
#include "ui/components/reviewdialog.h"
#include "ui/shell/environmentbanner.h"

#include <QApplication>
#include <QFileInfo>
#include <QUuid>
#include <algorithm>

namespace ph::app {

using namespace std::chrono_literals;
using operations::Guard;

namespace {

constexpr int s_unlockMinutes = int(Guard::unlockMost / 1min);

Result<void> writeUnlock(QString folder, operations::RecordedAct act) { return operations::recordAct(folder, act); }

/// Rights are named by what they allow: "jobs.read", "jobs.manage".
bool onlyReads(const QString &right)
{
    return right.endsWith(QLatin1String(".read")) || right == QLatin1String("platform.audit");
}

operations::RecordedAct unlocking(
    const platform::PlatformSession &session, const operations::Identity &who, const QString &reason)
{
    operations::AuditEntry entry;
    entry.requestId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    entry.operationId = entry.requestId;
    entry.action = QStringLiteral("environment.unlock");
    entry.stage = QStringLiteral("intent");
    entry.subject = who.subject;
    entry.email = who.email;
    entry.object = session.profile().name;
    entry.environment = session.profile().id;
    entry.reason = reason;
    entry.details = {{QStringLiteral("minutes"), s_unlockMinutes}};
    entry.at = session.clock().wall();
    return {wording::unlockFor(entry.object, s_unlockMinutes), {wording::writableFor(s_unlockMinutes)}, entry};
}

} // namespace

Standing::Standing(ui::ShellWindow &window, platform::PlatformSession &session, SignIn *signIn)
    : m_window(window)
    , m_session(session)
    , m_signIn(signIn)
{
    connect(window.banner(), &ui::EnvironmentBanner::linkClicked, this, &Standing::follow);
    if (signIn)
        connect(signIn, &SignIn::changed, this, &Standing::refresh);
    connect(&m_timer, &QTimer::timeout, this, &Standing::refresh);
    m_timer.start(1000);
    refresh();
}

Standing::~Standing()
{
    m_scope.close();
    m_window.banner()->setStanding({});
    m_window.banner()->setNote({});
}

/// While the environment is unlocked: by whom and until when.
QString Standing::unlockNote() const
{
    const auto identity = m_session.identities().identity();
    const auto unlocked = m_session.guard().unlocked();
    if (!identity || !unlocked || !m_session.profile().isReadOnly)
        return {};
    const Milliseconds left = unlocked->until - m_session.clock().monotonic();
    return tr("unlocked by %1 until %2 (%3 left): changes are possible", "e-mail address, time, duration")
        .arg(identity->email, wording::clockTime(m_session.clock().wall() + left), wording::age(left));
}

/// Why nothing can be done here now; empty: it can.
QString Standing::refusalCode() const
{
    const auto identity = m_session.identities().identity();
    if (!identity)
        return QStringLiteral("signed-out");
    const auto acting = std::ranges::find_if(identity->rights, [](const auto &right) { return !onlyReads(right.key); });
    if (acting == identity->rights.end())
        return QStringLiteral("no-right");
    operations::ActionSpec any;
    any.right = acting->key;
    const operations::Verdict verdict = m_session.guard().can(any, acting->tenant);
    // A right in one tenant alone is still a right to act.
    return verdict.allowed || verdict.refusal.code == any.right ? QString() : verdict.refusal.code;
}

/// How far acting reaches: the platform, or some tenants alone.
QString Standing::reach() const
{
    QStringList tenants;
    for (const auto &right : m_session.identities().identity()->rights) {
        if (onlyReads(right.key))
            continue;
        if (right.tenant.isEmpty())
            return tr("read and operate", "what the person may do here");
        if (!tenants.contains(right.tenant))
            tenants << right.tenant;
    }
    return tenants.size() > 3 ? tr("read; operate in %1 tenants").arg(tenants.size())
                              : tr("read; operate in %1", "tenants").arg(tenants.join(tr(", ", "between tenants")));
}

void Standing::refresh()
{
    if (!m_session.identities().identity())
        m_session.guard().endUnlock(); // it was this person's
    ui::EnvironmentBanner *banner = m_window.banner();
    banner->setNote(unlockNote());
    if (m_window.isLocked() || (m_signIn && !m_signIn->isContentShown()))
        return banner->setStanding({});
    if (!m_signIn)
        return banner->setStanding(tr("watching only: this environment has no sign-in"));
    const QString code = refusalCode();
    if (code.isEmpty()) {
        const auto unlocked = m_session.guard().unlocked();
        if (!m_session.profile().isReadOnly || !unlocked)
            return banner->setStanding(reach());
        return banner->setStanding(reach(), tr("End the unlock now", "link: makes the environment read-only again"));
    }
    if (code == u"read-only")
        return banner->setStanding(tr("watching only: read-only", "what the person may do here"),
            tr("Unlock for 15 minutes…", "link in the banner"));
    if (code == u"second-factor")
        return banner->setStanding(
            tr("watching only: the second factor was not given"), tr("Enter the code…", "link in the banner"));
    if (code == u"no-right")
        return banner->setStanding(tr("watching only: your role gives no right to act"));
    if (code == u"sign-in-again")
        return banner->setStanding(
            tr("watching only: you signed in more than 12 h ago"), tr("Sign in again…", "link in the banner"));
    banner->setStanding(tr("watching only: your session could not be renewed"), tr("Retry", "link in the banner"));
}

void Standing::follow()
{
    if (!m_signIn)
        return;
    const QString code = refusalCode();
    if (code.isEmpty())
        m_session.guard().endUnlock();
    else if (code == u"read-only")
        askToUnlock();
    else if (code == u"second-factor")
        m_signIn->model().state().needsSecondFactor() ? m_signIn->model().askSecondFactor()
                                                      : (void)m_window.open(QStringLiteral("account"));
    else if (code == u"sign-in-again")
        m_signIn->model().useAnotherAccount();
    else
        m_signIn->model().retryNow();
    refresh();
}

void Standing::askToUnlock()
{
    const platform::Profile &profile = m_session.profile();
    ui::ReviewView view;
    view.icon = QStringLiteral("lock-open");
    view.title = tr("Unlock %1 for 15 minutes", "title; %1 is an environment").arg(profile.name);
    view.environment = profile.label;
    view.environmentTone = ui::toneOfColour(profile.colour);
    ui::ReviewView::Step changes;
    changes.text = tr("Changes can be planned and confirmed here, by you and in this window.");
    ui::ReviewView::Step ends;
    ends.text = tr("It ends by itself after 15 minutes, when the window locks and when you sign out.");
    view.steps = {changes, ends};
    view.remarks = {{ui::ReviewView::Remark::Kind::Person, {}, tr("Your reason is written to the audit.")}};
    view.wantsReason = true;
    view.reasonRequired = true;
    view.verb = tr("Unlock for 15 minutes", "button");
    ui::DialogLayer *layer = &m_window.context().dialogs;
    auto *dialog = ui::ReviewDialog::open(layer, view);
    connect(dialog, &ui::ReviewDialog::cancelled, this, &Standing::closeDialog);
    connect(dialog, &ui::ReviewDialog::confirmed, this, [this, dialog](const QString &reason) {
        dialog->setBusy(tr("Writing it down…"));
        unlock(reason);
    });
}

/// The keyboard goes to the page. In the banner it would be on "End the unlock now", where the next space ends it.
void Standing::closeDialog()
{
    m_window.context().dialogs.close();
    if (m_window.banner()->isAncestorOf(QApplication::focusWidget()))
        m_window.focusPage();
}

void Standing::unlock(const QString &reason)
{
    const auto identity = m_session.identities().identity();
    if (!identity)
        return;
    m_scope.spawn(offload<void>(QThreadPool::globalInstance(), m_scope.token(), 15s, writeUnlock,
                      QFileInfo(m_session.runner()->outbox().path()).path(), unlocking(m_session, *identity, reason)),
        [this, reason](const Result<void> &written) {
            Result<operations::Unlock> unlocked = written ? m_session.guard().unlock(reason, Guard::unlockMost)
                                                          : Result<operations::Unlock>(fail(written.error()));
            auto *dialog = qobject_cast<ui::ReviewDialog *>(m_window.context().dialogs.dialog());
            if (unlocked && dialog)
                closeDialog();
            if (!unlocked && dialog) {
                const auto sentence = wording::errorSentence(
                    unlocked.error(), tr("%1 was not unlocked", "environment").arg(m_session.profile().name));
                dialog->setError({ui::BannerKind::Error, sentence.title, sentence.body(), {}, sentence.details, false});
            }
            refresh();
        });
}

} // namespace ph::app
