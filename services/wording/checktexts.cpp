// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/checktexts.h"

#include "services/wording/numbers.h"

#include <QCoreApplication>
#include <iterator>

namespace ph::wording {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("wording", text); }

#define PH_TEXT(text) QT_TRANSLATE_NOOP("wording", text)

struct Words {
    const char *text;
    const char *hint; ///< may be null
};

/// In the order of CheckWarning.
constexpr Words s_warnings[] = {
    {PH_TEXT("no way to sign in is switched on there"), PH_TEXT("enable e-mail or a provider in its settings")},
    {PH_TEXT("it publishes no signing keys: tokens cannot be verified here"),
        PH_TEXT("the address usually ends in /auth/v1")},
    {PH_TEXT(
         "tokens are signed with a shared secret that a desktop must not hold: each one is asked back from the server"),
        PH_TEXT("switch the project to ES256 signing keys")},
    //: both are addresses
    {PH_TEXT("it calls itself “%1”, the environment expects “%2” in its tokens"),
        PH_TEXT("sign-in is refused while they differ: set the issuer to what the tokens carry")},
    {PH_TEXT("this is a replica, the environment calls it the primary"),
        PH_TEXT("give the primary's address, or make it the replica link")},
    {PH_TEXT("this is a primary, the environment calls it a replica"),
        PH_TEXT("heavy reading would fall on the primary")},
    //: a user of the database
    {PH_TEXT("%1 is a superuser: a slip could change anything"),
        PH_TEXT("read with a login of few rights (pg_monitor)")},
    //: a user of the database
    {PH_TEXT("%1 has more rights than reading needs (bypass of row security, roles, databases or replication)"),
        PH_TEXT("read with a login of few rights (pg_monitor)")},
    //: a user of the database, a number
    {PH_TEXT("%1 may change %2 tables: reading needs no such right"), PH_TEXT("revoke it, or read with another login")},
    //: a user of the database; the server's reason
    {PH_TEXT("the operator login %1 does not work: %2"), nullptr},
    {PH_TEXT("the reading user may not ask for the time: the clock there is unknown"), PH_TEXT("grant +time")},
    {PH_TEXT("the reading user may not ask INFO: memory and clients stay unknown"), PH_TEXT("grant +info")},
    {PH_TEXT("no trace of Celery in this database: no worker has ever connected to it"),
        PH_TEXT("check the database number and the key prefix")},
    //: a user of Redis
    {PH_TEXT("%1 may not subscribe to Celery's events: nothing would be live"),
        PH_TEXT("grant +subscribe +psubscribe and the channels")},
    //: a user of Redis; commands
    {PH_TEXT("%1 is refused: %2"), PH_TEXT("grant them to this user; what needs them is not shown")},
    //: a user of Redis; commands
    {PH_TEXT("%1 may not ask workers what they do (%2)"),
        PH_TEXT("grant the probe list, or mark the environment as silent")},
    //: a user of Redis; commands
    {PH_TEXT("%1 may change data (%2): reading needs no such right"), PH_TEXT("give reading a user of its own")},
    //: a user of Redis; the server's reason
    {PH_TEXT("the operator user %1 cannot sign in: %2"), PH_TEXT("reading works; every change would be refused")},
    //: a user of Redis; commands
    {PH_TEXT("%1 is refused: %2"), PH_TEXT("grant them to this user, or live without those actions")},
    //: in the advice: the link's id
    {PH_TEXT("this host was never confirmed: nothing is sent to it yet"),
        PH_TEXT("compare the fingerprint with whoever runs the host, then `pilothousectl env trust NAME %1 --yes`")},
    //: a duration
    {PH_TEXT("the clock there is %1 ahead of this computer's"),
        PH_TEXT("set the wrong one by NTP: tokens and ages depend on it")},
    //: a duration
    {PH_TEXT("the clock there is %1 behind this computer's"),
        PH_TEXT("set the wrong one by NTP: tokens and ages depend on it")},
    //: a duration
    {PH_TEXT("every server says that this computer's clock is %1 behind"), PH_TEXT("set this computer's clock")},
    //: a duration
    {PH_TEXT("every server says that this computer's clock is %1 ahead"), PH_TEXT("set this computer's clock")},
};
static_assert(std::size(s_warnings) == size_t(CheckWarning::OwnClockAhead) + 1);

/// Values come from servers: what looks like a place for a value in them is none.
QString filled(const char *text, const QStringList &values)
{
    if (text == nullptr)
        return {};
    const QString words = tr(text);
    if (words.contains(QLatin1String("%2")))
        return words.arg(values.value(0), values.value(1));
    return words.contains(QLatin1String("%1")) ? words.arg(values.value(0)) : words;
}

} // namespace

QString keysFound(FoundKeys keys, qint64 count, bool isAll)
{
    //: %1 is a number
    const QString many = isAll ? number(count) : tr("at least %1").arg(number(count));
    const bool isOne = count == 1;
    switch (keys) {
    case FoundKeys::CeleryExchanges:
        //: %1 is a number, or "at least" a number
        return (isOne ? tr("Celery is known there: %1 exchange") : tr("Celery is known there: %1 exchanges")).arg(many);
    case FoundKeys::TaskResults:
        //: %1 is a number, or "at least" a number
        return (isOne ? tr("%1 task result") : tr("%1 task results")).arg(many);
    case FoundKeys::RateLimits: break;
    }
    //: %1 is a number, or "at least" a number
    return (isOne ? tr("%1 rate limit counter") : tr("%1 rate limit counters")).arg(many);
}

NoteWords checkWarning(CheckWarning warning, const QStringList &values)
{
    const Words &words = s_warnings[size_t(warning)];
    return {filled(words.text, values), filled(words.hint, values)};
}

QString linkLabel(LinkNoun noun, const QString &role)
{
    //: a link's name and its role: "Redis broker"
    const auto with = [&role](const QString &name) { return role.isEmpty() ? name : tr("%1 %2").arg(name, role); };
    switch (noun) {
    case LinkNoun::Auth: return tr("Auth");
    case LinkNoun::Rest: return tr("REST gateway");
    case LinkNoun::Realtime: return tr("Realtime");
    case LinkNoun::Admin: return tr("Admin service");
    case LinkNoun::Postgres: return with(tr("Postgres"));
    case LinkNoun::Redis: return with(tr("Redis"));
    case LinkNoun::Prometheus: return tr("Prometheus");
    case LinkNoun::Alertmanager: return with(tr("Alertmanager"));
    case LinkNoun::Ssh: return with(tr("SSH host"));
    case LinkNoun::SecretStore: break;
    }
    return tr("Secret store");
}

} // namespace ph::wording
