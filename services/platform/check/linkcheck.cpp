// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/check/linkcheck.h"

#include "services/platform/check/kinds.h"
#include "services/platform/connections/endpoints.h"

#include <algorithm>

namespace ph::platform {

namespace {

QString amount(Milliseconds offset)
{
    const auto seconds = std::abs(offset.count()) / 1000;
    return seconds < 120 ? QStringLiteral("%1 s").arg(seconds) : QStringLiteral("%1 min").arg((seconds + 30) / 60);
}

Task<void> checkOne(std::shared_ptr<check::Job> job, std::stop_token stop)
{
    switch (job->link().kind) {
    case LinkKind::Redis: co_return co_await check::checkRedis(job, stop);
    case LinkKind::Auth: co_return co_await check::checkAuth(job, stop);
    case LinkKind::Postgres: co_return co_await check::checkPostgres(job, stop);
    case LinkKind::Ssh: co_return co_await check::checkSsh(job, stop);
    default: co_return co_await check::checkWeb(job, stop);
    }
}

void judgeClock(LinkCheck &check)
{
    if (!check.clock || !check.clock->isSkewed())
        return;
    const auto which
        = check.clock->offset.count() > 0 ? wording::CheckWarning::ClockAhead : wording::CheckWarning::ClockBehind;
    const auto words = wording::checkWarning(which, {amount(check.clock->offset)});
    check.warnings.push_back({QStringLiteral("clock-skew"), words.text, words.hint});
}

/// Two servers or more that agree against us: then it is our clock.
void judgeOwnClock(ProfileCheck &all)
{
    std::vector<Milliseconds> offsets;
    int measured = 0;
    for (const LinkCheck &each : all.links) {
        measured += each.clock ? 1 : 0;
        if (each.clock && each.clock->isSkewed())
            offsets.push_back(each.clock->offset);
    }
    if (offsets.size() < 2 || int(offsets.size()) != measured)
        return;
    const auto [least, most] = std::ranges::minmax(offsets);
    if (most - least > std::chrono::seconds {30})
        return;
    const auto which = least.count() > 0 ? wording::CheckWarning::OwnClockBehind : wording::CheckWarning::OwnClockAhead;
    const auto words = wording::checkWarning(which, {amount(least)});
    all.warnings.push_back({QStringLiteral("clock-here"), words.text, words.hint});
}

QString addressOf(const Link &link)
{
    return link.url.port() > 0 ? QStringLiteral("%1:%2").arg(link.url.host()).arg(link.url.port()) : link.url.host();
}

// The clock is main()'s (services/README.md, rule 3).
// NOLINTBEGIN(cppcoreguidelines-avoid-reference-coroutine-parameters)
Task<void> collect(std::shared_ptr<ProfileCheck> all, size_t at, Profile profile, QString linkId, SecretLookup secrets,
    const Clock &clock, std::stop_token stop)
{
    auto check = co_await checkLink(std::move(profile), std::move(linkId), std::move(secrets), clock, stop);
    if (!check)
        co_return fail(check.error());
    all->links[at] = std::move(*check);
    co_return Result<void> {};
}

} // namespace

Task<LinkCheck> checkLink(
    Profile profile, QString linkId, SecretLookup secrets, const Clock &clock, std::stop_token stop)
{
    const LiveTask live;
    const Link *found = profile.find(linkId);
    if (found == nullptr)
        co_return fail(ErrorKind::NotFound, QStringLiteral("the environment has no link of this name"), linkId);
    Link link = *found;
    if (link.url.scheme().startsWith(QLatin1String("ws"))) // asked by HTTP: what a socket begins with
        link.url.setScheme(link.url.scheme() == QLatin1String("ws") ? QStringLiteral("http") : QStringLiteral("https"));
    const Link *via = sshHostOf(profile, link);
    profile.links = via != nullptr ? std::vector<Link> {link, *via} : std::vector<Link> {link};
    auto job = std::make_shared<check::Job>(std::move(profile), std::move(secrets), clock);
    job->connections = std::make_unique<Connections>(job->profile, job->secrets, job->board, clock);
    LinkCheck &check = job->found;
    check.linkId = link.id;
    check.kind = link.kind;
    check.label = link.label.isEmpty() ? link.id : link.label;
    check.address = addressOf(link);
    auto done = co_await checkOne(job, stop);
    job->connections.reset();
    check.isGood = done.has_value();
    if (!done) {
        if (isCancelled(done.error()))
            co_return fail(done.error());
        check.error = done.error();
    }
    judgeClock(check);
    co_return std::move(check);
}

bool ProfileCheck::isGood() const { return std::ranges::all_of(links, &LinkCheck::isGood); }

bool ProfileCheck::hasWarnings() const
{
    return !warnings.empty()
        || std::ranges::any_of(links, [](const LinkCheck &each) { return !each.warnings.empty(); });
}

Task<ProfileCheck> checkProfile(
    Profile profile, QStringList only, SecretLookup secrets, const Clock &clock, std::stop_token stop)
{
    const LiveTask live;
    QStringList ids;
    for (const Link &link : profile.links)
        if (only.isEmpty() || only.contains(link.id))
            ids << link.id;
    for (const QString &id : only)
        if (!ids.contains(id))
            co_return fail(ErrorKind::NotFound, QStringLiteral("the environment has no link of this name"), id);
    auto all = std::make_shared<ProfileCheck>();
    all->links.resize(size_t(ids.size()));
    std::vector<Task<void>> running; // eager: all are under way before the first is awaited
    for (qsizetype i = 0; i < ids.size(); ++i)
        running.push_back(collect(all, size_t(i), profile, ids[i], secrets, clock, stop));
    std::optional<Error> failed;
    for (auto &each : running) {
        auto done = co_await each;
        if (!done)
            failed = done.error();
    }
    if (failed)
        co_return fail(*failed);
    judgeOwnClock(*all);
    co_return std::move(*all);
}

// NOLINTEND(cppcoreguidelines-avoid-reference-coroutine-parameters)

} // namespace ph::platform
