// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/areas.h"

#include "services/wording/numbers.h"
#include "services/wording/times.h"
#include "ui/queues/queuespage.h"
#include "ui/shell/overviewpage.h"

#include <QVBoxLayout>

namespace ph::app {

namespace {

/// The queues page as the shell wants pages.
class QueuesAreaPage final : public ui::AreaPage {
public:
    QueuesAreaPage(models::QueuesModel &model, ui::ShellContext &context)
        : m_model(model)
        , m_page(new ui::QueuesPage(model, context.views, {&context.dialogs, &context.toasts}))
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins({});
        column->addWidget(m_page);
    }
    bool openObject(const QString &id) override
    {
        const QString kind = id.section(QLatin1Char('/'), 0, 0);
        return m_page->open(kind, id.section(QLatin1Char('/'), 1));
    }
    void refresh() override { m_model.refresh(); }
    [[nodiscard]] QList<ui::ResourcePage::KeyInfo> keys() const override { return m_page->page(m_page->tab())->keys(); }

private:
    models::QueuesModel &m_model;
    ui::QueuesPage *m_page;
};

/// What queues and workers have to say on the Overview.
QList<models::Finding> queueFindings(models::QueuesModel &model)
{
    using models::Finding;
    QList<Finding> findings;
    const auto add = [&](Finding::Kind kind, models::Status status, const QString &id, int weight,
                         const QString &sentence, const QString &action, const QString &object) {
        Finding finding;
        finding.id = id;
        finding.kind = kind;
        finding.status = status;
        finding.weight = weight;
        finding.sentence = sentence;
        finding.action = action;
        finding.page = QStringLiteral("queues");
        finding.object = object;
        findings.append(finding);
    };
    for (int row = 0; row < model.queues()->rowCount(); ++row) {
        const models::QueueRow &queue = model.queues()->row(row);
        if (queue.hasNoConsumer && queue.ready > 0)
            add(Finding::Kind::NeedsYou, models::Status::Failed, queue.name, 90,
                QObject::tr("%1 has %2 waiting and no worker takes from it")
                    .arg(queue.name, wording::counted(queue.ready, wording::Noun::Task)),
                QObject::tr("Open %1").arg(queue.name), QStringLiteral("queues/") + queue.name);
        else if (queue.oldestSeconds > 120)
            add(Finding::Kind::NeedsYou, models::Status::Warning, queue.name, 60,
                QObject::tr("the oldest task in %1 waits for %2")
                    .arg(queue.name, wording::age(Milliseconds {qint64(queue.oldestSeconds * 1000)})),
                QObject::tr("Open %1").arg(queue.name), QStringLiteral("queues/") + queue.name);
    }
    for (int row = 0; row < model.workers()->rowCount(); ++row) {
        const models::WorkerRow &worker = model.workers()->row(row);
        if (worker.health == queues::WorkerHealth::Lost)
            add(Finding::Kind::NeedsYou, models::Status::Failed, worker.name, 80,
                QObject::tr("worker %1 was not heard for %2").arg(worker.name, wording::age(worker.silence)),
                QObject::tr("Open the worker"), QStringLiteral("workers/") + worker.name);
    }
    if (model.stream().phase == transport::LinkPhase::Down)
        add(Finding::Kind::NotSeen, models::Status::Warning, QStringLiteral("stream"), 50,
            QObject::tr("task events (the stream is interrupted)"), {}, {});
    return findings;
}

std::unique_ptr<QObject> attachQueues(platform::PlatformSession &session, ui::ShellWindow &window)
{
    if (session.area<queues::QueueService>() == nullptr)
        return nullptr;
    auto model = std::make_unique<models::QueuesModel>(session);
    ui::AreaEntry entry;
    entry.id = QStringLiteral("queues");
    entry.title = QObject::tr("Queues");
    entry.icon = QStringLiteral("list-checks");
    entry.letter = QStringLiteral("q");
    entry.group = ui::AreaEntry::Group::Operate;
    entry.makePage = [model = model.get()](
                         ui::ShellContext &context) -> ui::AreaPage * { return new QueuesAreaPage(*model, context); };
    window.addArea(entry);
    QObject::connect(model.get(), &models::QueuesModel::changed, &window, [model = model.get(), &window] {
        if (model->queueReading())
            window.context().verdict.report(QStringLiteral("queues"), queueFindings(*model));
    });
    return model;
}

} // namespace

std::vector<WindowArea> windowAreas()
{
    return {
        {{"queues", [](platform::AreaContext &context) { return queues::QueueService::make(context, {}); }},
            attachQueues},
    };
}

} // namespace ph::app
