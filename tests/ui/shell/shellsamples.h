// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// An environment with links in several states and a few operations, for the tests of the shell.

#include "tests/ui/components/samples.h"
#include "ui/components/environmentlook.h"
#include "ui/components/layout.h"
#include "ui/components/tableview.h"
#include "ui/components/viewstore.h"
#include "ui/shell/shellwindow.h"

namespace ph::test {

class MemoryViews final : public ui::ViewStore {
public:
    QJsonObject load(const QString &key) const override { return values.value(key).toObject(); }
    void save(const QString &key, const QJsonObject &value) override { values.insert(key, value); }
    QJsonObject values;
};

inline ui::EnvironmentInfo production()
{
    ui::EnvironmentInfo info;
    info.id = QStringLiteral("e1");
    info.name = QStringLiteral("eu-central");
    info.label = QStringLiteral("Production");
    info.tone = ui::toneOfColour(QStringLiteral("red"));
    info.icon = ui::iconOfShape(QStringLiteral("shield"));
    info.note = QStringLiteral("protected: every change asks for one confirmation more");
    info.isOpen = true;
    return info;
}

inline void fillBoard(platform::LinkBoard &board, const Clock &clock)
{
    using transport::LinkPhase;
    const auto add
        = [&](const char *id, const char *label, const char *address, LinkPhase phase, int latencyMs, int heardMs) {
              platform::LinkInfo info;
              info.id = QString::fromLatin1(id);
              info.label = QString::fromLatin1(label);
              info.address = QString::fromLatin1(address);
              info.state.phase = phase;
              info.state.since = clock.monotonic() - Milliseconds {249'000};
              info.state.lastHeard = clock.monotonic() - Milliseconds {heardMs};
              if (latencyMs > 0)
                  info.state.latency = Milliseconds {latencyMs};
              if (phase == LinkPhase::Down) {
                  info.state.nextTry = clock.monotonic() + Milliseconds {4000};
                  info.state.reason = {ErrorKind::Timeout, QStringLiteral("no answer within 5 s"),
                      QStringLiteral("prometheus:9090"), {}, {}};
              }
              if (phase == LinkPhase::Degraded)
                  info.state.reason = {ErrorKind::Server, QStringLiteral("500 unexpected_failure"),
                      QStringLiteral("auth"), {}, QStringLiteral("500")};
              board.add(info);
          };
    add("prometheus", "Prometheus", "prometheus:9090", LinkPhase::Down, 0, 249'000);
    add("auth", "Auth", "auth.example:443", LinkPhase::Degraded, 31, 800);
    add("postgres", "Postgres", "db-1:5432, writable", LinkPhase::Live, 1, 600);
    add("redis-broker", "Redis broker", "redis:6380/0", LinkPhase::Live, 1, 100);
    add("redis-limits", "Redis limits", "redis:6380/1", LinkPhase::Live, 1, 100);
    add("alertmanager", "Alertmanager", "am-1:9093", LinkPhase::Live, 9, 5000);
    add("backup", "Backup host", "db-1:22", LinkPhase::Live, 38, 5000);
}

/// What an area reports of a queue that does not drain; it leads to the sample page "tasks".
inline platform::AreaVerdict stuckQueue(const Clock &clock)
{
    platform::VerdictLine line;
    line.severity = platform::Severity::Broken;
    line.sentence = QStringLiteral("agents.high has not drained since 13:58");
    line.detail = QStringLiteral("1 284 tasks wait there, most for acme-labs.");
    line.object = QStringLiteral("agents.high");
    line.next = QStringLiteral("Open agents.high");
    line.address = QStringLiteral("tasks");
    line.since = clock.wall() - Milliseconds {600'000};
    platform::AreaVerdict verdict;
    verdict.area = QStringLiteral("queues");
    verdict.title = QStringLiteral("Queues");
    verdict.lines = {line};
    verdict.judgedAt = clock.monotonic();
    return verdict;
}

inline operations::OperationRun sampleRun(
    const char *id, const char *title, operations::RunPhase phase, const Clock &clock, int minutesAgo)
{
    operations::OperationRun run;
    run.id = QString::fromLatin1(id);
    run.title = QString::fromUtf8(title);
    run.who = QStringLiteral("dana@northwind.example");
    run.reason = QStringLiteral("INC-2291");
    run.phase = phase;
    run.startedAt = clock.wall() - Milliseconds {minutesAgo * 60'000};
    operations::StepState first;
    first.step.title = QStringLiteral("Tell all workers to skip the task");
    first.step.command = QStringLiteral("PUBLISH /0.celery.pidbox {…}");
    first.state = operations::StepState::State::Done;
    first.summary = QStringLiteral("2 of 2 workers answered ok");
    operations::StepState second;
    second.step.title = QStringLiteral("Read back the revoked list");
    second.state
        = operations::isOver(phase) ? operations::StepState::State::Done : operations::StepState::State::Running;
    run.steps = {first, second};
    if (operations::isOver(phase))
        run.evidence = QStringLiteral("revoked, read back 0.4 s later");
    return run;
}

/// A page of tasks as an area would bring it.
class TasksPage final : public ui::AreaPage {
public:
    TasksPage(ui::ShellContext &context, SampleTable *table)
    {
        auto d = sampleDescriptor(table);
        m_page = new ui::ResourcePage(d, context.views);
        m_page->setLiveText(QStringLiteral("live, 0.1 s behind"), models::Status::Ok);
        ui::vbox(this, {}, 0)->addWidget(m_page);
    }
    bool openObject(const QString &id) override { return m_page->openObject(id); }
    QList<ui::KeyInfo> keys() const override { return m_page->keys(); }
    void refresh() override { ++refreshed; }
    ui::ResourcePage *resource() const { return m_page; }
    int refreshed = 0;

private:
    ui::ResourcePage *m_page;
};

inline ui::AreaEntry tasksArea(SampleTable *table)
{
    ui::AreaEntry entry;
    entry.id = QStringLiteral("tasks");
    entry.title = QStringLiteral("Tasks");
    entry.icon = QStringLiteral("list-checks");
    entry.letter = QStringLiteral("t");
    entry.group = ui::AreaEntry::Group::Operate;
    entry.makePage = [table](ui::ShellContext &context) { return new TasksPage(context, table); };
    return entry;
}

} // namespace ph::test
