// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/session/platformsession.h"
#include "services/queues/bell.h"
#include "services/queues/eventstream.h"
#include "services/queues/inspectedworkers.h"
#include "services/queues/inspector.h"
#include "services/queues/queuememory.h"
#include "services/queues/queuereader.h"
#include "services/queues/snapshot.h"
#include "services/queues/unreadevents.h"
#include "services/queues/waitingreader.h"

#include <QTimer>

namespace ph::queues {

/// What is known of one task when somebody looks at it: the store's part, the stored result, and what workers say of
/// it.
struct TaskLook {
    std::optional<TaskDetail> known;
    std::optional<celery::ResultMeta> result; ///< this and the request: without what looks like a secret (redact.h)
    std::optional<Error> resultError; ///< why there is no result; NotFound is normal
    QJsonObject request; ///< of a worker that has it now; empty: none, or not asked
    QString worker; ///< which
    QString place; ///< "active", "reserved": what the worker does with it
    bool isUnacked = false; ///< a worker took its message and did not acknowledge it
    bool isHeldByNobody = false; ///< so it is, and all workers that are alive say that they do not have it
    Micros missingSince = 0; ///< it waits by its events and is in no queue any more since then (missingtasks.h); or 0
    std::optional<Error> workerError; ///< why workers were not asked
    std::optional<WaitingReader::Search> search; ///< of a task that nobody told of: among the messages that wait
    std::optional<Error> searchError; ///< why that was not searched
};

/// Where the service stands; for “loading”, and for the companion to know when its answer is whole.
struct QueueServiceState {
    bool isListening = false; ///< events arrive
    bool hasSnapshot = false; ///< workers were asked, stored results read and queues polled after that
    std::optional<Error> inspectError {}; ///< why workers could not be asked
    std::optional<Error> resultsError {};
    std::optional<int> resultsPart {}; ///< so many stored results were read and more lie there, of any age
    qint64 waitingLeft = 0; ///< of the waiting messages those that run next are read; so many more wait
    std::optional<Error> waitingError {}; ///< why they were not read
    std::optional<Error> pollError {};
};

/// Celery of one environment: the event stream, what lies in Redis, and what workers say. One of a session's areas.
///
/// Lives on the session's I/O thread, the stream on its own. Signals carry values: connect them queued. The store may
/// be read from any thread.
class QueueService final : public platform::AreaService {
    Q_OBJECT
public:
    struct Options {
        bool asksWorkers = true; ///< probes (the environment's `silent` forbids them too)
        bool readsResults = true; ///< stored results on the first connection
        bool polls = true; ///< reads queues off the broker's keys
        bool startsStream = true; ///< false: startStream() does
        bool recalls = true; ///< shows what was seen last, by whoever kept it: stale, until the first answer
        bool remembers = false; ///< keeps what is seen for the next start
        TaskStore::Limits limits {};
    };

    /// Null when the profile has no broker.
    [[nodiscard]] static std::unique_ptr<platform::AreaService> make(platform::AreaContext &context, Options options);

    QueueService(platform::AreaContext &context, transport::redis::Client &broker, transport::redis::Client &results,
        transport::redis::Subscriber::Options stream, celery::KeySpace keys, celery::ResultKeySpace resultKeys,
        QList<QByteArray> configured, Options options);
    ~QueueService() override;

    /// For whoever wants to connect to the stream before the first event.
    void startStream();
    void wake() override;
    [[nodiscard]] Result<std::shared_ptr<operations::Operation>> makeOperation(
        const QString &action, const QJsonObject &parameters) override;
    /// Reads again now.
    void refresh();
    /// There is a snapshot, or it is known why not, or `patience` is over: before that neither workers nor tasks are
    /// known, and nothing can be planned. Cancelled.
    [[nodiscard]] Task<void> looked(Milliseconds patience, std::stop_token stop);
    /// Grows while the first reading goes on, until there is a snapshot: for whoever waits for it.
    [[nodiscard]] std::uint64_t steps() const;

    [[nodiscard]] TaskStore &store() { return m_store; }
    [[nodiscard]] EventStream &stream() { return *m_stream; }
    [[nodiscard]] const QueueServiceState &state() const { return m_state; }
    [[nodiscard]] const std::optional<QueueReading> &queues() const { return m_queues; }
    [[nodiscard]] WorkerReading workers() const;

    /// Leaves workers out that are lost or stopped, here and wherever else this user looks at this environment, until
    /// they are heard again. Nothing is sent to anybody. NotFound: no such worker; Refused: it is alive.
    [[nodiscard]] Task<void> forgetWorkers(QStringList nodes, std::stop_token stop);
    /// The undo of it.
    [[nodiscard]] Task<void> bringBackWorkers(QStringList nodes, std::stop_token stop);

    /// The workers were told to revoke these tasks.
    void noteRevokeSent(const QStringList &ids) { Q_EMIT revokeSent(ids, m_context.clock.wall()); }

    /// Everything about one task. Never fails as a whole: parts say why they are missing. Of a task that nobody told
    /// of all waiting messages are searched, for about `searchFor`.
    [[nodiscard]] Task<TaskLook> look(
        QString taskId, std::stop_token stop, Milliseconds searchFor = std::chrono::seconds(4));

    /// Reads the results of tasks that seem unfinished and did not change for `quiet`: a revoked waiting task has its
    /// result long before its event, and an event may have been lost. At most `most` tasks, oldest first.
    [[nodiscard]] Task<void> settle(Milliseconds quiet, std::size_t most, std::stop_token stop);

    /// Whose these tasks are, as their displayed arguments tell. For what is offered and shown only: what is decided
    /// rests on the exact arguments. Any thread.
    [[nodiscard]] operations::Tenants tenantsOf(const QStringList &ids) const;

    // For operations of this area.
    [[nodiscard]] platform::AreaContext &context() { return m_context; }
    [[nodiscard]] transport::redis::Client &broker() { return m_broker; }
    [[nodiscard]] ResultReader &results() { return m_results; }
    [[nodiscard]] Inspector &inspector() { return m_inspector; }
    [[nodiscard]] WaitingReader &waiting() { return m_waiting; }
    [[nodiscard]] const celery::KeySpace &keys() const { return m_keys; }
    /// Workers that are alive by their heartbeats.
    [[nodiscard]] QStringList aliveNodes() const;

    /// Of the tasks that wait when a session begins, so many of each list are looked at: those that run next.
    static constexpr int waitingOfEach = 1000;
    static constexpr Milliseconds pollEvery {2000};
    static constexpr Milliseconds inspectEvery {15'000};
    /// So long they have for their answers, besides what the way there and back takes.
    static constexpr Milliseconds inspectPatience {2000};
    /// A worker that starts is heard before it answers.
    static constexpr Milliseconds askAgainAfter {1500};

Q_SIGNALS:
    void queuesRead(const ph::queues::QueueReading &queues);
    /// Once a second, and after workers were asked.
    void workersRead(const ph::queues::WorkerReading &workers);
    void stateChanged(const ph::queues::QueueServiceState &state);
    /// Workers were told to revoke these tasks; what waits is skipped when its turn comes, and only then an event says
    /// so.
    void revokeSent(const QStringList &ids, ph::WallTime at);
    /// The stream's link, apart from the commands'.
    void streamStateChanged(const ph::transport::LinkState &state);

private:
    [[nodiscard]] Task<void> pollLoop(std::stop_token stop);
    [[nodiscard]] Task<void> tendLoop(std::stop_token stop);
    /// Fails with this error, or with why it is so where more can be found out.
    [[nodiscard]] Task<void> explain(Error error, std::stop_token stop);
    /// Reads what was seen last, and shows it if the servers did not answer before the file did.
    [[nodiscard]] Task<void> recall(std::stop_token stop);
    void findHeldByNobody(QueueListing &listing) const;
    /// Workers that came, or came back, are asked at once; health that changed is kept.
    void noticeWorkers();
    [[nodiscard]] Task<void> rememberLoop(std::stop_token stop);
    /// Follows what other programs forget, and ends it for workers that are heard again.
    [[nodiscard]] Task<void> forgottenLoop(std::stop_token stop);
    [[nodiscard]] Task<void> readForgotten(std::stop_token stop);
    void tellWorkers();
    /// Looks for tasks that wait by their events and are in no queue any more.
    [[nodiscard]] Task<void> findMissing(std::stop_token stop);
    /// Every worker that is alive said what it has.
    [[nodiscard]] bool haveAllSaid() const;
    [[nodiscard]] Task<void> askWorkers(std::stop_token stop);
    [[nodiscard]] Task<void> hearWorkers(std::stop_token stop);
    /// A question reached more than are known by a heartbeat or an answer: who they may be.
    [[nodiscard]] Task<void> findUnheard(InspectAnswers answers, std::stop_token stop);
    [[nodiscard]] Task<void> readStored(std::stop_token stop);
    [[nodiscard]] Task<void> rereadAfterGap(int gap, std::stop_token stop);
    [[nodiscard]] bool isLive() const;
    void onSubscribed(int gap);
    void onStreamState(const transport::LinkState &state);
    [[nodiscard]] MonoTime asOf() const;
    /// Tells the Overview.
    void judge();

    platform::AreaContext &m_context;
    transport::redis::Client &m_broker;
    transport::redis::Client &m_resultClient;
    celery::KeySpace m_keys;
    Options m_options;
    TaskStore m_store;
    QueueReader m_reader;
    WaitingReader m_waiting;
    ResultReader m_results;
    Inspector m_inspector;
    std::unique_ptr<EventStream> m_stream;
    QString m_streamLink; ///< id on the link board
    transport::LinkState m_streamState;
    QueueServiceState m_state;
    bool m_isPolled = false; ///< queues were read at least once
    bool m_isFilled = false; ///< workers were asked and stored results read: the next poll makes the snapshot whole
    std::optional<QueueReading> m_queues;
    QueueMemory m_memory;
    std::optional<WorkerReading> m_lastWorkers; ///< of the last session, until the stream lives
    InspectedWorkers m_inspected;
    QStringList m_silentNodes; ///< expected, but without an answer to the last questions
    int m_unheard = 0; ///< WorkerListing
    QStringList m_unheardNodes;
    Micros m_askedAt = 0; ///< when workers were asked last
    std::uint64_t m_returnsSeen = 0;
    int m_quickAsks = 0; ///< how often workers that came and do not answer yet are asked again soon
    QString m_healths; ///< of all workers: what is kept changed with it
    SeenTasks m_seen;
    MissingTasks m_missing;
    UnreadEvents m_unread;
    std::vector<int> m_gapsToRead;
    std::uint64_t m_stages = 0; ///< of the first reading that are over
    Bell m_pollBell;
    Bell m_tendBell;
    Bell m_rememberBell;
    QTimer m_workerTimer;
    TaskScope m_scope;
};

/// The area's part of every session.
[[nodiscard]] platform::AreaFactory queuesArea(QueueService::Options options = {});

} // namespace ph::queues

Q_DECLARE_METATYPE(ph::queues::QueueServiceState)
