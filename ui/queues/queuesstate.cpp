// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/queuesstate.h"

#include "services/wording/errors.h"
#include "services/wording/numbers.h"
#include "services/wording/queuefindings.h"
#include "services/wording/queueplans.h"
#include "services/wording/times.h"

#include <QCoreApplication>

namespace ph::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("queues", text); }

/// The broker's link as the board has it; the stream's own state where the page lives on it.
transport::LinkState linkOf(models::QueuesModel &model, bool isStream)
{
    if (isStream)
        return model.stream();
    const platform::Link *link = model.session().profile().find(platform::LinkKind::Redis, QStringLiteral("broker"));
    const auto info = link != nullptr ? model.session().links().find(link->id) : std::nullopt;
    return info ? info->state : transport::LinkState {};
}

/// "Redis broker at 127.0.0.1:6379": which server is meant, wherever the page speaks of it.
QString brokerText(models::QueuesModel &model)
{
    const platform::Link *link = model.session().profile().find(platform::LinkKind::Redis, QStringLiteral("broker"));
    const auto info = link != nullptr ? model.session().links().find(link->id) : std::nullopt;
    //: a link and its address
    return info ? tr("%1 at %2").arg(info->label, info->address) : QString();
}

wording::Sentence brokerSentence(models::QueuesModel &model, Error error, const QString &what)
{
    if (const QString broker = brokerText(model); !broker.isEmpty())
        error.where = broker;
    return wording::errorSentence(error, what);
}

WallTime asWall(const Clock &clock, MonoTime at) { return clock.wall() - (clock.monotonic() - at); }

ViewState::Stale staleOf(models::QueuesModel &model, const transport::LinkState &link, MonoTime heard)
{
    const Clock &clock = model.session().clock();
    ViewState::Stale stale;
    stale.asOf = wording::shortTime(asWall(clock, heard), clock.wall());
    const wording::Sentence sentence = brokerSentence(model, link.reason, tr("The broker does not answer"));
    const QString reason = sentence.reason.isEmpty() ? tr("It does not answer.") : sentence.reason;
    stale.reason = sentence.object.isEmpty() ? reason : sentence.object + QStringLiteral(": ") + reason;
    stale.nextTry = link.nextTry;
    return stale;
}

/// What waited before somebody listened is read in part. Empty: (nearly) all that waits is listed.
QString listedPartOfWaiting(models::QueuesModel &model)
{
    if (!model.state().hasSnapshot || !model.queueReading())
        return {};
    const auto waiting = queues::waitingKnown(model.queueReading()->value, model.service()->store().counts());
    if (!waiting.isPart())
        return {};
    return tr("Of %1 waiting tasks %2 are listed: those of each queue that run next, and those an event told of. The "
              "Queues tab counts all.")
        .arg(wording::number(waiting.ready), wording::number(waiting.known));
}

} // namespace

ViewState queuesViewState(models::QueuesModel &model, bool isStream)
{
    using transport::LinkPhase;
    ViewState state;
    const transport::LinkState link = linkOf(model, isStream);
    const bool hasContent = isStream ? model.tasks()->rowCount() > 0 || model.stream().lastHeard != MonoTime {}
                                     : model.queueReading().has_value();
    const bool isBroken = link.phase == LinkPhase::Down || link.phase == LinkPhase::Degraded;
    if (!hasContent) {
        const auto &refused = model.state().pollError;
        state.kind = isBroken || refused ? ViewState::Kind::Error : ViewState::Kind::Loading;
        if (!isBroken && refused) {
            const wording::Sentence sentence = brokerSentence(model, *refused, tr("The queues cannot be read"));
            state.message = {BannerKind::Error, sentence.title, sentence.body(), {},
                sentence.line() + QLatin1Char('\n') + sentence.details, true};
        }
        if (isBroken) {
            const wording::Sentence sentence = brokerSentence(model, link.reason, tr("The queues cannot be read"));
            state.message = {BannerKind::Error, sentence.title, sentence.body(), {},
                sentence.line() + QLatin1Char('\n') + sentence.details, true};
        }
        return state;
    }
    if (isBroken) {
        const MonoTime heard = isStream || !model.queueReading() ? link.lastHeard : model.queueReading()->takenAt;
        state.stale = staleOf(model, link, heard);
        return state;
    }
    const auto &service = model.state();
    if (!isStream && service.pollError) {
        const wording::Sentence sentence
            = brokerSentence(model, *service.pollError, tr("The queues were not read again"));
        state.message = {BannerKind::Error, sentence.title, sentence.body(), {},
            sentence.line() + QLatin1Char('\n') + sentence.details, true};
        state.kind = ViewState::Kind::Error;
    }
    if (!isStream && model.queueReading())
        for (const queues::UnreadableKey &key : model.queueReading()->value.unreadable) {
            const auto words = wording::keyNotRead(key.displayName(), key.expected);
            state.missing << words.sentence + QStringLiteral(": ") + words.detail;
        }
    if (service.inspectError)
        state.missing << wording::errorSentence(*service.inspectError, tr("Workers were not asked")).line();
    if (isStream && service.resultsError)
        state.missing << wording::errorSentence(*service.resultsError, tr("Stored results were not read")).line();
    if (isStream && service.resultsPart)
        state.missing << tr(
            "%1 stored results were read and more lie in Redis: tasks that ended before may be missing. "
            "One is found by its id.")
                             .arg(wording::number(qint64(*service.resultsPart)));
    if (const QString part = isStream ? listedPartOfWaiting(model) : QString(); !part.isEmpty())
        state.missing << part;
    return state;
}

QStringList silentWorkerNotes(const queues::WorkerListing &listing)
{
    if (listing.inspectError)
        return {};
    QStringList silent;
    qsizetype all = 0;
    for (const queues::WorkerStatus &status : listing.workers) {
        if (!status.isUp())
            continue; // it is lost, or said good-bye: the list says so
        ++all;
        if (const QString name = QString::fromStdString(status.worker.hostname); listing.silentNodes.contains(name))
            silent << name;
    }
    QStringList notes;
    if (!silent.isEmpty())
        notes << wording::workersNotAnswering(silent, all, queues::QueueService::inspectPatience);
    if (listing.unheard > 0)
        notes << wording::workersUnheard(listing.unheard, listing.unheardNodes);
    return notes;
}

QString taskNotFoundText(const QString &name, const queues::TaskLook &look)
{
    const bool isSearched = !look.search || look.search->isWhole();
    const QString unknown = isSearched && !look.searchError
        ? tr("There is no task “%1” here: no event, result or worker tells of it").arg(name)
        : tr("The task “%1” was not found: no event, result or worker tells of it").arg(name);
    if (look.searchError)
        return unknown + QStringLiteral("; ")
            + wording::errorSentence(*look.searchError, tr("waiting messages were not searched")).line();
    if (!look.search)
        return unknown;
    const queues::WaitingReader::Search &search = *look.search;
    return unknown + QStringLiteral("; ") + wording::notFoundWaiting({search.looked, search.waiting, search.isWhole()});
}

LiveText queuesLiveText(models::QueuesModel &model, bool isStream)
{
    using transport::LinkPhase;
    const transport::LinkState link = linkOf(model, isStream);
    const Clock &clock = model.session().clock();
    switch (link.phase) {
    case LinkPhase::Idle:
    case LinkPhase::Connecting: return {tr("connecting"), models::Status::Waiting};
    case LinkPhase::Down: return {tr("interrupted"), models::Status::Failed};
    case LinkPhase::Degraded:
        return {tr("no answer for %1").arg(wording::age(clock.monotonic() - link.lastHeard)), models::Status::Warning};
    case LinkPhase::Live: break;
    }
    if (isStream)
        return {tr("live"), models::Status::Ok};
    if (!model.queueReading())
        return {tr("reading"), models::Status::Waiting};
    return {
        tr("live, read %1 ago").arg(wording::age(model.queueReading()->age(clock.monotonic()))), models::Status::Ok};
}

} // namespace ph::ui
