// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/areas.h"
#include "app/pilothousectl/companion/commandline.h"

#include "services/localplatform/guard.h"

#include <QCoreApplication>

int main(int argc, char **argv)
{
    if (ph::localplatform::isGuard(argc, argv))
        return ph::localplatform::runGuard(argc, argv);
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("pilothouse"));
    QCoreApplication::setApplicationVersion(QStringLiteral(PH_VERSION));
    const ph::SystemClock clock;
    return ph::ctl::runCompanion(QCoreApplication::arguments(), ph::ctl::allVerbs(), clock);
}
