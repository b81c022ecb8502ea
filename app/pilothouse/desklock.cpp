// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/desklock.h"

#include "services/wording/times.h"

namespace ph::app {

using auth::IdleLock;

DeskLock::DeskLock(
    ui::ShellWindow &window, platform::PlatformSession &session, SignIn *signIn, const QString &lockedBecause)
    : m_window(window)
    , m_session(session)
    , m_signIn(signIn)
    , m_idle(session.clock())
    , m_lockedBecause(lockedBecause)
{
    m_idle.setIdleLimit(std::chrono::minutes {window.preferences().idleMinutes()});
    connect(&window.preferences(), &ui::Preferences::idleMinutesChanged, this,
        [this](int minutes) { m_idle.setIdleLimit(std::chrono::minutes {minutes}); });
    connect(&window, &ui::ShellWindow::userActed, this, [this] {
        if (!m_window.isLocked())
            check(); // before the act counts: waking up a forgotten desk must not keep it open
        m_idle.onInput();
    });
    connect(&window, &ui::ShellWindow::lockRequested, this, [this] { lockFor(&IdleLock::lockNow); });
    connect(&window, &ui::ShellWindow::unlockRequested, this, &DeskLock::askToUnlock);
    connect(&m_watcher, &auth::DeskWatcher::screenLocked, this, [this] { lockFor(&IdleLock::onScreenLocked); });
    connect(&m_watcher, &auth::DeskWatcher::suspending, this, [this] { lockFor(&IdleLock::onSuspend); });
    connect(&m_watcher, &auth::DeskWatcher::resumed, this, [this] { lockFor(&IdleLock::onResume); });
    connect(&m_watcher, &auth::DeskWatcher::screenUnlocked, this, [this] {
        m_idle.onUnlockedByDesktop();
        if (m_signIn)
            m_signIn->model().keepAccount();
        open();
    });
    if (m_signIn)
        connect(&m_signIn->model(), &models::SignInModel::signedIn, this, [this] {
            m_idle.onSignedIn();
            open();
        });
    connect(&m_timer, &QTimer::timeout, this, &DeskLock::check);
    m_timer.start(1000);
    if (m_lockedBecause.isEmpty())
        return;
    m_idle.lockNow();
    m_session.guard().setLocked(true);
    askToUnlock();
}

DeskLock::~DeskLock()
{
    if (m_isPaused)
        return; // it stays closed
    m_session.guard().setLocked(false);
    if (m_window.isLocked())
        m_window.unlock();
}

/// Where nobody is signed in there is nothing to hide: the sign-in page covers it.
void DeskLock::lockFor(void (IdleLock::*why)())
{
    if (m_signIn && !m_signIn->isContentShown())
        return;
    (m_idle.*why)();
    showLocked();
}

void DeskLock::check()
{
    if (m_window.isLocked())
        return pauseWhenIdle();
    if (m_signIn && !m_signIn->isContentShown())
        m_idle.onUnlockedByDesktop(); // the idle time begins with the content
    else if (m_idle.isLocked())
        showLocked();
}

void DeskLock::showLocked()
{
    if (m_window.isLocked() || m_idle.cause() == IdleLock::Cause::None)
        return;
    m_session.guard().endUnlock();
    m_session.guard().setLocked(true); // first: a permit on its way is refused when it is redeemed
    if (m_signIn)
        m_signIn->account().leave(); // whoever unlocks may be another person
    m_window.lock(reason());
    pauseWhenIdle();
}

/// What is being changed is finished first: cutting it would leave it half done.
void DeskLock::pauseWhenIdle()
{
    const bool isAsking = m_window.isUnlockShown();
    if (!m_session.profile().isStrictLock || m_isPaused || isAsking || m_window.context().activity.running() > 0)
        return;
    m_isPaused = true;
    Q_EMIT pauseWanted(reason());
}

QString DeskLock::reason() const
{
    if (!m_lockedBecause.isEmpty())
        return m_lockedBecause;
    const QString since = wording::clockTime(m_idle.lockedSince().value_or(m_session.clock().wall()));
    QString text;
    switch (m_idle.cause()) {
    case IdleLock::Cause::Idle:
        text = tr("Since %1, after %2 without a key or click.", "time, duration")
                   .arg(since, wording::age(m_idle.idleLimit()));
        break;
    case IdleLock::Cause::ScreenLocked: text = tr("Since %1, with this computer's screen.", "time").arg(since); break;
    case IdleLock::Cause::Suspended: text = tr("Since %1, when this computer slept.", "time").arg(since); break;
    default: text = tr("Since %1, as you asked.", "time").arg(since); break;
    }
    text += QLatin1Char('\n')
        + (m_session.profile().isStrictLock ? tr("This environment is locked strictly: its links are closed and "
                                                 "nothing is watched until you are back.")
                                            : tr("Links and notifications go on. Acting waits until you are back."));
    if (!m_signIn)
        text += QLatin1Char('\n') + tr("This environment has no sign-in, so anybody at this desk can open it.");
    return text;
}

void DeskLock::askToUnlock()
{
    if (!m_signIn) {
        m_idle.onUnlockedByDesktop();
        return open();
    }
    m_signIn->model().useAnotherAccount();
    m_window.showUnlock(
        m_signIn->makePage(tr("Unlock %1", "title; %1 is an environment").arg(m_session.profile().name), reason()));
}

void DeskLock::open()
{
    if (!m_window.isLocked())
        return;
    m_session.guard().setLocked(false);
    m_lockedBecause.clear();
    m_isPaused = false;
    m_window.unlock();
    if (m_signIn)
        m_signIn->showStep();
    Q_EMIT unlocked();
}

} // namespace ph::app
