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
#include <QIcon>

namespace {

struct Arguments {
    QString environment;
    QString frames; ///< file of --record-frames
    QString link; ///< pilothouse://…
};

Arguments parse(const QCoreApplication &application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Control plane for an AI-agent platform"));
    const QCommandLineOption environment(QStringLiteral("env"),
        QStringLiteral("The environment to open, by name or id; “local” is the local platform."),
        QStringLiteral("NAME"));
    const QCommandLineOption frames(QStringLiteral("record-frames"),
        QStringLiteral("Writes what each paint and each long event cost (JSON lines), with a summary at the end."),
        QStringLiteral("FILE"));
    parser.addOptions({environment, frames});
    parser.addPositionalArgument(QStringLiteral("LINK"),
        QStringLiteral("pilothouse://ENVIRONMENT/AREA/OBJECT: what to show."), QStringLiteral("[LINK]"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(application);
    return {parser.value(environment), parser.value(frames), parser.positionalArguments().value(0)};
}

} // namespace

int main(int argc, char **argv)
{
    const auto hardened = ph::hardenProcess();
    ph::ui::Application application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("pilothouse"));
    QApplication::setApplicationDisplayName(QStringLiteral("Pilothouse"));
    QApplication::setApplicationVersion(QStringLiteral(PH_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("pilothouse")); // its desktop entry's name
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/ph/icons/pilothouse.svg")));
    const Arguments arguments = parse(application);
    if (!arguments.frames.isEmpty() && !application.recorder().writeTo(arguments.frames)) {
        std::fprintf(stderr, "%s cannot be written\n", qPrintable(arguments.frames));
        return 2;
    }
    if (const auto sink = ph::installLogSink(); !sink)
        std::fprintf(stderr, "%s\n", qPrintable(ph::brief(sink.error())));
    if (!hardened)
        qCWarning(ph::logUi).noquote() << ph::brief(hardened.error());
    const ph::SystemClock clock;
    const ph::Folders folders = ph::Folders::standard();
    if (const auto made = ph::makePrivateDirectory(folders.config); !made)
        qCWarning(ph::logUi).noquote() << ph::brief(made.error());
    ph::ui::Theme theme; // the window's preferences choose its appearance
    ph::app::ViewFile views(folders.config + QStringLiteral("/window.json"));
    ph::platform::SystemKeychain keychain;
    ph::ui::ShellWindow window(clock, &views);
    // Another window, of another environment, may have changed what holds for both.
    QObject::connect(
        &application, &QGuiApplication::applicationStateChanged, &window, [&views](Qt::ApplicationState to) {
            if (to == Qt::ApplicationActive)
                views.settings().reload();
        });
    QObject::connect(&views.settings(), &ph::Settings::reloaded, &window, [&window] { window.preferences().reload(); });
    ph::app::StartFlow flow(window, keychain, clock, {});
    const ph::app::EndSignals endSignals;
    QObject::connect(&flow, &ph::app::StartFlow::handedOver, &application, &QCoreApplication::quit);
    if (arguments.link.isEmpty())
        flow.begin(arguments.environment);
    else
        flow.beginAt(arguments.link.toUtf8());
    return QApplication::exec();
}
