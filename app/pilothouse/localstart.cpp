// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/localstart.h"

#include "services/wording/errors.h"
#include "ui/shell/noticebar.h"

namespace ph::app {

using namespace std::chrono_literals;
using localplatform::LocalPlatform;
using localplatform::PlatformStatus;

namespace {

QString noticeId() { return QStringLiteral("local-platform"); }

} // namespace

QString startProgress(const PlatformStatus &status)
{
    int ready = 0;
    QString next;
    for (const auto &part : status.parts) {
        if (part.isReady())
            ++ready;
        else if (next.isEmpty())
            next = part.title;
    }
    return next.isEmpty()
        ? LocalStart::tr("All parts are ready")
        : LocalStart::tr("%1 of %2 parts are ready · waiting for %3").arg(ready).arg(status.parts.size()).arg(next);
}

LocalStart::LocalStart(ui::ShellWindow &window, LocalPlatform &local)
    : m_window(window)
    , m_local(local)
{
    m_timer.setInterval(3s);
    connect(&m_timer, &QTimer::timeout, this, &LocalStart::look);
    m_timer.start();
    look();
}

LocalStart::~LocalStart()
{
    m_scope.close();
    m_window.notices().remove(noticeId());
}

void LocalStart::look()
{
    if (m_isStarting)
        return;
    m_timer.stop(); // until it has answered
    m_scope.spawn(m_local.status(m_scope.token()), [this](const Result<PlatformStatus> &status) {
        m_timer.start();
        if (m_isStarting)
            return;
        if (!status || status->isRunning()) { // an unreachable supervisor is not one that does not run
            m_hasFailed = false;
            m_window.notices().remove(noticeId());
        } else if (!m_hasFailed) {
            say(tr("The local platform does not run."), true);
        }
    });
}

void LocalStart::start()
{
    if (std::exchange(m_isStarting, true))
        return;
    m_hasFailed = false;
    say(tr("The local platform starts…"), false);
    LocalPlatform::Up up;
    up.progress = [this](const PlatformStatus &status) {
        say(tr("The local platform starts: %1", "3 of 12 parts are ready").arg(startProgress(status)), false);
    };
    m_scope.spawn(m_local.up(std::move(up), m_scope.token()), [this](const Result<LocalPlatform::UpResult> &result) {
        m_isStarting = false;
        m_hasFailed = !result;
        if (result)
            return m_window.notices().remove(noticeId());
        const auto sentence = wording::errorSentence(result.error(), tr("The local platform was not started"));
        say(sentence.line(), true, ui::BannerKind::Error);
    });
}

void LocalStart::say(const QString &text, bool canStart, ui::BannerKind kind)
{
    ui::Notice notice {noticeId(), kind, text};
    if (canStart) {
        notice.action = tr("Start it", "button: the local platform");
        notice.act = [this] { start(); };
    }
    m_window.notices().set(notice);
}

} // namespace ph::app
