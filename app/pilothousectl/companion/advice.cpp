// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/advice.h"

namespace ph::ctl {

Error withCompanionAdvice(Error error)
{
    const auto is = [&error](const char *code) { return error.code == QLatin1String(code); };
    if (is("signed-out") || is("session-expired") || is("sign-in-again"))
        error.hint = QStringLiteral("sign in with `pilothousectl auth login EMAIL`");
    else if (is("second-factor"))
        error.hint
            = QStringLiteral("give the code of your authenticator app: `pilothousectl auth login EMAIL` asks for it");
    else if (is("read-only"))
        error.hint = QStringLiteral("the window unlocks it for 15 minutes; `pilothousectl env edit \"%1\" --set "
                                    "read_only=no --yes \"%1\"` lifts it for good")
                         .arg(error.where);
    else if (is("keychain-locked"))
        error.hint = QStringLiteral("open it with `pilothousectl env unlock`");
    else if (is("no-password") && !error.hint.isEmpty() && !error.hint.contains(QLatin1String("--credentials")))
        error.hint += QStringLiteral("; --credentials FILE gives it to one call");
    else if (is("no-auth-link"))
        error.hint = QStringLiteral("add it with `pilothousectl env edit NAME --link auth=ADDRESS`");
    return error;
}

} // namespace ph::ctl
