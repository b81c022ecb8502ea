// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/areas.h"
#include "app/pilothousectl/companion/commandline.h"

#include "services/base/logging.h"
#include "services/base/logsink.h"
#include "services/base/process.h"
#include "services/localplatform/guard.h"

#include <QCoreApplication>

int main(int argc, char **argv)
{
    if (ph::localplatform::isGuard(argc, argv))
        return ph::localplatform::runGuard(argc, argv);
    const auto hardened = ph::hardenProcess();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("pilothouse"));
    QCoreApplication::setApplicationVersion(QStringLiteral(PH_VERSION));
    ph::LogOptions log;
    log.isJson = QCoreApplication::arguments().contains(QLatin1String("--json"));
    if (const auto sink = ph::installLogSink(log); !sink)
        std::fprintf(stderr, "%s\n", qPrintable(ph::brief(sink.error())));
    if (!hardened)
        qCWarning(ph::logPlatform).noquote() << ph::brief(hardened.error());
    const ph::SystemClock clock;
    return ph::ctl::runCompanion(QCoreApplication::arguments(), ph::ctl::allVerbs(), clock);
}
