// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/queues/taskfacets.h"

#include <QElapsedTimer>
#include <algorithm>

namespace ph::models {

struct TaskFacets::Count {
    int field = -1;
    QString others;
    RowFilter isLeft;
    int next = 0; ///< first row that was not looked at yet
    MonoTime at {};
    QHash<QString, qint64> words; ///< of states
    QHash<QByteArrayView, qint64> texts; ///< interned: made text once each

    [[nodiscard]] bool isOf(int otherField, const QString &text) const { return field == otherField && others == text; }
};

namespace {

std::string_view textOf(const TaskEntry &entry, TaskField field)
{
    switch (field) {
    case TaskField::Name: return entry.name;
    case TaskField::Queue: return entry.queue;
    case TaskField::Tenant: return entry.tenant;
    case TaskField::Worker: return entry.worker;
    default: return {};
    }
}

bool isCountable(int field)
{
    switch (TaskField(field)) {
    case TaskField::State:
    case TaskField::Name:
    case TaskField::Queue:
    case TaskField::Tenant:
    case TaskField::Worker:
    case TaskField::Held: return true;
    default: return false;
    }
}

} // namespace

TaskFacets::TaskFacets(const TaskTableModel *table, std::shared_ptr<const TaskWindow> window, QObject *parent)
    : QObject(parent)
    , m_table(table)
    , m_window(std::move(window))
{
    m_slices.setInterval(0);
    connect(&m_slices, &QTimer::timeout, this, [this] {
        if (step())
            Q_EMIT counted();
    });
}

TaskFacets::~TaskFacets() = default;

void TaskFacets::start(int field, const QString &others)
{
    m_run = std::make_unique<Count>();
    m_run->field = field;
    m_run->others = others;
    m_run->isLeft = taskFilter(m_table, others, m_window);
    m_run->at = m_table->clock().monotonic();
}

bool TaskFacets::step()
{
    QElapsedTimer time;
    time.start();
    while (m_run->next < m_table->rowCount()) {
        count(m_run->next);
        if ((++m_run->next & 255) == 0 && time.elapsed() >= sliceMs) {
            m_slices.start();
            return false;
        }
    }
    m_slices.stop();
    m_done = std::move(m_run);
    return true;
}

void TaskFacets::count(int row)
{
    const TaskEntry &entry = m_table->entry(row);
    if (entry.serial == 0 || entry.gap >= 0)
        return;
    const qint64 one = m_run->isLeft(row) ? 1 : 0; // what is not left is a value all the same
    const auto field = TaskField(m_run->field);
    if (field == TaskField::State) {
        m_run->words[m_table->stateWord(entry)] += one;
    } else if (field == TaskField::Held) {
        if (m_table->isHeldByNobody(entry))
            m_run->words[heldByNobodyWord()] += one;
    } else if (const std::string_view text = textOf(entry, field); !text.empty()) {
        m_run->texts[QByteArrayView(text.data(), qsizetype(text.size()))] += one;
    }
}

QList<wording::ValueCount> TaskFacets::values(int field, const QString &typed, const QString &others)
{
    if (!isCountable(field))
        return {};
    const bool isKnown = m_done && m_done->isOf(field, others);
    const bool isFresh = isKnown && m_table->clock().monotonic() - m_done->at < goodFor;
    if (!isFresh && !(m_run && m_run->isOf(field, others))) {
        start(field, others);
        step();
    }
    const bool isWhole = m_done && m_done->isOf(field, others);
    const Count &source = isWhole ? *m_done : *m_run;
    QList<wording::ValueCount> values;
    const auto add = [&](const QString &text, qint64 number) {
        if (typed.isEmpty() || text.contains(typed, Qt::CaseInsensitive))
            values.append({text, isWhole ? number : -1});
    };
    for (auto it = source.words.cbegin(); it != source.words.cend(); ++it)
        add(it.key(), it.value());
    for (auto it = source.texts.cbegin(); it != source.texts.cend(); ++it)
        add(QString::fromUtf8(it.key()), it.value());
    std::ranges::sort(values,
        [](const auto &a, const auto &b) { return a.count != b.count ? a.count > b.count : a.value < b.value; });
    return values;
}

} // namespace ph::models
