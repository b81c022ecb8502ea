// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/queues/queuesarea.h"

#include "models/queues/tasksearch.h"
#include "models/queues/taskstatus.h"
#include "ui/queues/queuespage.h"
#include "ui/queues/queuespanel.h"
#include "ui/queues/workerspanel.h"
#include "ui/shell/framerecorder.h"

#include <QVBoxLayout>

namespace ph::app {

namespace {

constexpr size_t s_mostTasksFound = 20;

/// The queues page as the shell wants pages.
class QueuesAreaPage final : public ui::AreaPage {
public:
    QueuesAreaPage(models::QueuesModel &model, ui::ShellContext &context)
        : m_model(model)
        , m_page(new ui::QueuesPage(model, context.views, {&context.dialogs, &context.toasts}, &context.time))
    {
        connect(m_page, &ui::QueuesPage::tabChanged, this, &ui::AreaPage::timeRangeUseChanged);
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins({});
        column->addWidget(m_page);
    }
    bool openObject(const QString &id) override
    {
        const QString kind = id.section(QLatin1Char('/'), 0, 0);
        return m_page->open(kind, id.section(QLatin1Char('/'), 1));
    }
    [[nodiscard]] bool usesTimeRange() const override { return m_page->tab() == ui::QueuesPage::Tab::Tasks; }
    void refresh() override { m_model.refresh(); }
    [[nodiscard]] QList<ui::KeyInfo> keys() const override
    {
        return m_page->page(m_page->tab())->keys() + ui::QueuesPage::tabKeys();
    }

private:
    models::QueuesModel &m_model;
    ui::QueuesPage *m_page;
};

void addPanels(models::QueuesModel *model, ui::ShellWindow &window)
{
    window.context().overview.add(
        {QStringLiteral("queues"), 10, [model](ui::ShellContext &) { return new ui::QueuesPanel(*model); }});
    window.context().overview.add(
        {QStringLiteral("workers"), 20, [model](ui::ShellContext &) { return new ui::WorkersPanel(*model); }});
}

models::PaletteEntry paletteEntry(
    models::PaletteEntry::Kind kind, const QString &place, const QString &name, ui::ShellWindow &window)
{
    models::PaletteEntry entry;
    entry.kind = kind;
    entry.id = QStringLiteral("queues/%1/%2").arg(place, name);
    entry.text = name;
    entry.run
        = [&window, object = place + QLatin1Char('/') + name] { (void)window.open(QStringLiteral("queues"), object); };
    return entry;
}

QList<models::PaletteEntry> tasksFor(const QString &words, models::QueuesModel *model, ui::ShellWindow &window)
{
    QList<models::PaletteEntry> all;
    const auto text = [](std::string_view bytes) { return QString::fromUtf8(bytes.data(), qsizetype(bytes.size())); };
    for (const queues::TaskRow &row : models::findTasks(model->service()->store(), words, s_mostTasksFound)) {
        auto entry = paletteEntry(
            models::PaletteEntry::Kind::Task, QStringLiteral("tasks"), QString::fromStdString(row.id), window);
        entry.note = text(row.name) + QStringLiteral(" · ") + models::taskStateWord(row.stateCode, row.state);
        entry.icon = QStringLiteral("list-checks");
        all << entry;
    }
    return all;
}

QList<models::PaletteEntry> placesFor(models::QueuesModel *model, ui::ShellWindow &window)
{
    QList<models::PaletteEntry> all;
    const auto add = [&](const models::TableModel *table, const QString &place, const QString &note, const char *icon) {
        for (int row = 0; row < table->rowCount(); ++row) {
            auto entry = paletteEntry(models::PaletteEntry::Kind::Object, place, table->id(row), window);
            entry.note = note;
            entry.icon = QLatin1String(icon);
            all << entry;
        }
    };
    add(model->queues(), QStringLiteral("queues"), QObject::tr("queue"), "layers");
    add(model->workers(), QStringLiteral("workers"), QObject::tr("worker"), "cpu");
    return all;
}

/// Tasks by the beginning of their id or by name, queues and workers by name: from what is kept, nothing is asked.
void addToPalette(models::QueuesModel *model, ui::ShellWindow &window)
{
    using Kind = models::PaletteEntry::Kind;
    window.palette().addSource(
        [model, &window](const QString &words) { return tasksFor(words, model, window); }, {Kind::Task}, model);
    window.palette().addSource(
        [model, &window](const QString &) { return placesFor(model, window); }, {Kind::Object}, model);
}

/// For `--record-frames`: when what the servers said first is on the screen.
void markLiveContent(models::QueuesModel *model)
{
    auto *recorder = ui::FrameRecorder::active();
    if (recorder == nullptr)
        return;
    QObject::connect(model, &models::QueuesModel::changed, model, [model, recorder] {
        if (model->queueReading())
            recorder->markAtNextPaint(QStringLiteral("live_content"));
    });
}

std::unique_ptr<QObject> attach(platform::PlatformSession &session, ui::ShellWindow &window)
{
    if (session.area<queues::QueueService>() == nullptr)
        return nullptr; // the profile has no broker
    auto model = std::make_unique<models::QueuesModel>(session);
    markLiveContent(model.get());
    ui::AreaEntry entry;
    entry.id = QStringLiteral("queues");
    entry.title = QObject::tr("Queues");
    entry.icon = QStringLiteral("list-checks");
    entry.letter = QStringLiteral("q");
    entry.group = ui::AreaEntry::Group::Operate;
    entry.makePage = [model = model.get()](
                         ui::ShellContext &context) -> ui::AreaPage * { return new QueuesAreaPage(*model, context); };
    entry.keys = ui::QueuesPage::actKeys();
    window.addArea(entry);
    addPanels(model.get(), window);
    addToPalette(model.get(), window);
    return model;
}

} // namespace

WindowArea queuesArea()
{
    queues::QueueService::Options options;
    options.remembers = true; // an offline start shows the last that was seen
    return {queues::queuesArea(options), attach};
}

} // namespace ph::app
