// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/endsignals.h"
#include "app/pilothouse/startflow.h"
#include "app/pilothouse/viewfile.h"
#include "services/base/files.h"
#include "services/base/logging.h"
#include "services/base/logsink.h"
#include "services/base/process.h"
#include "services/platform/keychain/systemkeychain.h"
#include "ui/shell/framerecorder.h"
#include "ui/theme/theme.h"

#include <QCommandLineParser>

int main(int argc, char **argv)
{
    const auto hardened = ph::hardenProcess();
    ph::ui::Application application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("pilothouse"));
    QApplication::setApplicationDisplayName(QStringLiteral("Pilothouse"));
    QApplication::setApplicationVersion(QStringLiteral(PH_VERSION));
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Control plane for an AI-agent platform"));
    parser.addOption({QStringLiteral("env"),
        QStringLiteral("The environment to open, by name or id; “local” is the local platform."),
        QStringLiteral("NAME")});
    parser.addOption({QStringLiteral("record-frames"),
        QStringLiteral("Writes when the window painted, and what kept it from answering for more than 8 ms."),
        QStringLiteral("FILE")});
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(application);

    if (const auto sink = ph::installLogSink(); !sink)
        std::fprintf(stderr, "%s\n", qPrintable(ph::brief(sink.error())));
    if (!hardened)
        qCWarning(ph::logUi).noquote() << ph::brief(hardened.error());
    if (const QString frames = parser.value(QStringLiteral("record-frames"));
        !frames.isEmpty() && !application.recorder().writeTo(frames)) {
        std::fprintf(stderr, "pilothouse: %s cannot be written\n", qPrintable(frames));
        return 2;
    }
    const ph::SystemClock clock;
    const ph::Folders folders = ph::Folders::standard();
    if (const auto made = ph::makePrivateDirectory(folders.config); !made)
        qCWarning(ph::logUi).noquote() << ph::brief(made.error());
    ph::ui::Theme theme; // the window's preferences choose its appearance
    ph::app::ViewFile views(folders.config + QStringLiteral("/window.json"));
    ph::platform::SystemKeychain keychain;
    ph::ui::ShellWindow window(clock, &views);
    ph::app::StartFlow flow(window, keychain, clock);
    const ph::app::EndSignals endSignals;
    flow.begin(parser.value(QStringLiteral("env")));
    window.show();
    return QApplication::exec();
}
