// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/endsignals.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace ph::app {

namespace {

constexpr std::array s_signals {SIGTERM, SIGINT, SIGHUP};
int s_pipe[2] = {-1, -1};

void onSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(s_pipe[1], &byte, 1);
}

} // namespace

EndSignals::EndSignals(QObject *parent)
    : QObject(parent)
{
    if (::pipe2(s_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return; // then a signal ends it as before
    auto *notifier = new QSocketNotifier(s_pipe[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [notifier] {
        notifier->setEnabled(false);
        for (const int each : s_signals)
            std::signal(each, SIG_DFL);
        QCoreApplication::quit(); // closes the windows, which keep their layouts
        QCoreApplication::exit(0); // a window that refused has nobody to ask
    });
    for (const int each : s_signals)
        std::signal(each, onSignal);
}

} // namespace ph::app
